package dev.carillon.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits how many uploads write files at the same time, in all and for one key, so that the slow
 * uploads of one key leave room for everybody else's. For any number of threads.
 */
final class UploadSlots {
    /** Uploads at once; each holds a file descriptor and a buffer. */
    static final int MAX_UPLOADS = 1_024;

    /** The share that one principal may hold. */
    static final int MAX_UPLOADS_OF_ONE = MAX_UPLOADS / 2;

    private final ReentrantLock counting = new ReentrantLock();
    private final Map<String, Integer> counts = new HashMap<>();
    private int all;

    /** An upload under way; closing it makes room for another. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a slot, to be closed once; empty when the principal, or all together, have too many.
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
