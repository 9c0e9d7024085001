package dev.carillon.b2;

import dev.carillon.registry.AppKey;
import dev.carillon.store.BucketInfo;

/** Who makes a call, and what their key lets them do. */
record Caller(AppKey key) {
    /** Demands a capability. */
    Caller may(String capability) {
        if (!key.capabilities().contains(capability)) {
            throw B2Exception.unauthorized(
                    "The capability '%s' is required, use a key that has it".formatted(capability));
        }
        return this;
    }

    /** Whether the key is for this bucket. */
    boolean sees(BucketInfo bucket) {
        return key.buckets().isEmpty() || key.buckets().contains(bucket.idText());
    }

    /** Demands that the key is for this bucket. */
    Caller in(BucketInfo bucket) {
        if (!sees(bucket)) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to other buckets than this one");
        }
        return this;
    }

    /** Whether the key is for files of this name, or for all files whose names begin so. */
    boolean sees(String name) {
        return name.startsWith(key.namePrefix());
    }

    /** Demands that the key is for files of this name, or of all names that begin so. */
    Caller named(String name) {
        if (!sees(name)) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to file names that begin with '%s'"
                            .formatted(key.namePrefix()));
        }
        return this;
    }

    /** Demands that the key is for the whole account. */
    Caller ofAccount() {
        if (restricted()) {
            throw B2Exception.unauthorized(
                    "The application key is restricted to buckets, use a key for the account");
        }
        return this;
    }

    /** Whether the key is for one part of the account only. */
    boolean restricted() {
        return !key.buckets().isEmpty();
    }
}
