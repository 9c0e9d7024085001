package dev.carillon.state;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Counts who is reading, so that native memory is never freed under a reader: after {@link #shut}
 * nobody is, and nobody will be. For any number of threads, without a lock.
 */
final class Readers {
    /** Native memory someone holds. */
    interface Held {
        /** Gives it back; called once. */
        void free();
    }

    private static final long SHUT = Long.MIN_VALUE;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final AtomicLong reading = new AtomicLong();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    /**
     * Reads, and returns what was read.
     *
     * @throws StateClosedException when this is shut
     */
    <T> T read(Supplier<T> step) {
        enter();
        try {
            return step.get();
        } finally {
            reading.decrementAndGet();
        }
    }

    /**
     * Reads from what is held.
     *
     * @throws StateClosedException when this is shut
     * @throws IllegalStateException when it was released
     */
    <T> T read(Held from, Supplier<T> step) {
        return read(() -> {
            if (!held.contains(from)) {
                throw new IllegalStateException("closed already: nothing can be read");
            }
            return step.get();
        });
    }

    /** Holds on to memory; called while reading. */
    void hold(Held memory) {
        held.add(memory);
    }

    /** Frees what is held, unless that was done. */
    void release(Held memory) {
        if (reading.incrementAndGet() > 0 && held.remove(memory)) {
            memory.free();
        }
        reading.decrementAndGet();
    }

    /** Returns when nobody reads any more and all that was held is freed. */
    void shut() {
        reading.getAndAdd(SHUT);
        while (reading.get() != SHUT) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        held.forEach(Held::free);
        held.clear();
    }

    private void enter() {
        if (reading.incrementAndGet() < 0) {
            reading.decrementAndGet();
            throw new StateClosedException();
        }
    }
}
