package dev.carillon.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the records of up to {@value #MAX_BUCKETS} buckets as they were read last, so that a
 * small upload does not read its bucket again. What is remembered may be outdated at any time: it
 * is good for a commit that checks the record's stamp, and for nothing else. Thread-safe.
 */
final class LastKnownFences {
    private static final int MAX_BUCKETS = 1_024;

    private final ConcurrentHashMap<String, Buckets.Fence> fences = new ConcurrentHashMap<>();

    /** Returns what was read last; empty if nothing was, or if there was no such bucket. */
    Optional<Buckets.Fence> find(String bucket) {
        return Optional.ofNullable(fences.get(bucket));
    }

    /** Remembers what was read just now; a bucket that was not there is forgotten. */
    void update(String bucket, Optional<Buckets.Fence> read) {
        if (read.isEmpty()) {
            fences.remove(bucket);
            return;
        }
        if (fences.size() >= MAX_BUCKETS && !fences.containsKey(bucket)) {
            fences.clear();
        }
        fences.put(bucket, read.get());
    }
}
