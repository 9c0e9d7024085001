package dev.carillon.s3;

import dev.carillon.registry.AppKey;
import dev.carillon.store.BucketInfo;

import java.util.Optional;

/** The rights of the key that signed a request. */
sealed interface KeyRights {
    /** Requires that the key may do an operation at all. */
    void demand(S3Operation operation);

    /**
     * Requires that the key may listen to the events of a bucket.
     *
     * @param bucket the bucket; empty = all buckets
     * @param prefix the beginning of the keys of all these events
     */
    void demandListening(Optional<BucketInfo> bucket, String prefix);

    /** A key that may do everything. */
    record Full() implements KeyRights {
        @Override
        public void demand(S3Operation operation) {}

        @Override
        public void demandListening(Optional<BucketInfo> bucket, String prefix) {}
    }

    /**
     * An application key of the B2 API. It may listen, if it has the capability, in its buckets and
     * below its name prefix. Everything else is done at the B2 port.
     */
    record OfAppKey(AppKey key) implements KeyRights {
        @Override
        public void demand(S3Operation operation) {
            if (operation != S3Operation.LISTEN) {
                throw denied(
                        "Application keys may only listen to events here: use the B2 API for the"
                                + " rest, or sign with the root key pair");
            }
            if (!key.capabilities().contains(AppKey.READ_BUCKET_NOTIFICATIONS)) {
                throw denied(
                        "The capability '%s' is required, use a key that has it"
                                .formatted(AppKey.READ_BUCKET_NOTIFICATIONS));
            }
        }

        @Override
        public void demandListening(Optional<BucketInfo> bucket, String prefix) {
            if (!key.buckets().isEmpty()
                    && bucket.filter(info -> key.buckets().contains(info.idText())).isEmpty()) {
                throw denied(
                        "The application key is restricted to other buckets: name one of its own");
            }
            if (!prefix.startsWith(key.namePrefix())) {
                throw denied(
                        "The application key is restricted to names that begin with '%s': send a prefix that begins so"
                                .formatted(key.namePrefix()));
            }
        }

        private static S3Exception denied(String message) {
            return new S3Exception(S3Error.ACCESS_DENIED, message);
        }
    }
}
