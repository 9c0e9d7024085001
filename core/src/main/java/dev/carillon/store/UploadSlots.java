package dev.carillon.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the number of uploads that write files at the same time, in all and for one key, so that
 * slow uploads of one key do not block the others. Thread-safe.
 */
final class UploadSlots {
    /** The limit for all uploads together; each holds a file descriptor and a buffer. */
    static final int MAX_UPLOADS = 1_024;

    /** The limit for one principal. */
    static final int MAX_UPLOADS_OF_ONE = MAX_UPLOADS / 2;

    private final ReentrantLock counting = new ReentrantLock();
    private final Map<String, Integer> counts = new HashMap<>();
    private int all;

    /** The slot of a running upload; closing it makes room for another. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a slot, which the caller closes once; empty if the principal, or all together, have too
     * many.
     */
    Optional<Slot> take(String principal) {
        counting.lock();
        try {
            int own = counts.getOrDefault(principal, 0);
            if (all >= MAX_UPLOADS || own >= MAX_UPLOADS_OF_ONE) {
                return Optional.empty();
            }
            all++;
            counts.put(principal, own + 1);
            return Optional.of(() -> give(principal));
        } finally {
            counting.unlock();
        }
    }

    private void give(String principal) {
        counting.lock();
        try {
            all--;
            int own = counts.getOrDefault(principal, 1) - 1;
            if (own == 0) {
                counts.remove(principal);
            } else {
                counts.put(principal, own);
            }
        } finally {
            counting.unlock();
        }
    }
}
