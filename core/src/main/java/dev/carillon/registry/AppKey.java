package dev.carillon.registry;

import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A B2 application key: who may do what, where, until when.
 *
 * @param id names it
 * @param secret proves it
 * @param name its maker's name for it, not unique
 * @param owner the principal that requests made with it act for
 * @param capabilities what it may do, in B2's words
 * @param buckets the ids of the buckets it is for, as events have them; empty = all
 * @param namePrefix files it is for have names that begin with it; empty text = all
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
    public AppKey {
        capabilities = List.copyOf(capabilities);
        buckets = List.copyOf(buckets);
    }

    /** Whether it has ended by itself. */
    public boolean expired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }
}
