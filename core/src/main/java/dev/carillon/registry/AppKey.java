package dev.carillon.registry;

import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A B2 application key, with its permissions, their scope and its end.
 *
 * @param id the key's id
 * @param secret the secret by which its user proves to have it
 * @param name the name given at its creation, not unique
 * @param owner the principal for which requests made with it act
 * @param capabilities the permitted operations, in B2's words
 * @param buckets the ids of the permitted buckets as in events; empty = all
 * @param namePrefix the beginning of the names of permitted files; empty text = all
 * @param expires when it ends by itself
 */
public record AppKey(
        String id,
        Secret secret,
        String name,
        String owner,
        List<String> capabilities,
        List<String> buckets,
        String namePrefix,
        Optional<Instant> expires) {
    /** The capability of keys that may read a bucket's rules and its events. */
    public static final String READ_BUCKET_NOTIFICATIONS = "readBucketNotifications";

    public AppKey {
        capabilities = List.copyOf(capabilities);
        buckets = List.copyOf(buckets);
    }

    /** Returns whether it has expired. */
    public boolean expired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }
}
