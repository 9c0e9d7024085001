package dev.carillon.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * The records of attempts that ended before Kafka's client was done with them, so that none of them
 * is stored behind a later record of its object (ADR 0026). The next record of the object that the
 * same producer gets is stored after it in any case; another producer must wait until the client
 * has sent it, or given it up, which takes at most the client's own limit. Thread-safe.
 */
final class LateRecords {
    private final Map<String, Late> byObject = new ConcurrentHashMap<>();

    /** Remembers a record until its reply comes. */
    void add(String object, SharedProducer producer, CompletableFuture<Optional<Exception>> reply) {
        var late = new Late(producer, reply);
        byObject.put(object, late);
        var _ = reply.whenComplete((_, _) -> byObject.remove(object, late));
    }

    /**
     * Waits until no other producer has a late record of the object.
     *
     * @throws AttemptEndedException if the attempt is over before
     */
    void awaitOthers(String object, SharedProducer producer, Attempt attempt)
            throws AttemptEndedException {
        Late late = byObject.get(object);
        if (late == null || late.producer == producer) {
            return;
        }
        try {
            var _ = attempt.await(late.reply);
        } catch (ExecutionException e) {
            throw new IllegalStateException("replies are never exceptional", e);
        }
    }

    /** Returns whether there is one, which is rare. */
    boolean any() {
        return !byObject.isEmpty();
    }

    /** Returns the number of objects with a late record. */
    int size() {
        return byObject.size();
    }

    private record Late(SharedProducer producer, CompletableFuture<Optional<Exception>> reply) {}
}
