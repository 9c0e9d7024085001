package dev.carillon.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Counts who is reading, so that native memory is never freed under a reader: after {@link #shut}
 * nobody is, and nobody will be; between {@link #pause} and {@link #resume} readers wait. For any
 * number of threads, without a lock.
 */
final class Readers {
    /** Native memory someone holds. */
    abstract static class Held {
        private volatile boolean cutOff;

        /** Gives it back; called once. */
        abstract void free();
    }

    /** The longest a reader waits for the end of a pause, from the pause's beginning. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private enum Life {
        OPEN,
        PAUSED,
        SHUT
    }

    /** Added to the count while nobody may read. */
    private static final long CLOSED = Long.MIN_VALUE;

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final AtomicLong reading = new AtomicLong();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private volatile Life life = Life.OPEN;
    private volatile long pausedNanos;

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
                throw from.cutOff
                        ? unavailable("the database was opened again while this was read")
                        : new IllegalStateException("closed already: nothing can be read");
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

    /**
     * Returns when nobody reads and all that was held is freed; readers wait from now on. For the
     * one thread that resumes, too.
     */
    void pause() {
        pausedNanos = System.nanoTime();
        life = Life.PAUSED;
        close();
    }

    /** Lets readers go on; what was held before is lost to them. */
    void resume() {
        life = Life.OPEN;
        reading.addAndGet(-CLOSED);
    }

    /** Returns when nobody reads any more and all that was held is freed; also while paused. */
    void shut() {
        boolean open = life == Life.OPEN;
        life = Life.SHUT;
        if (open) {
            close();
        }
    }

    private void close() {
        reading.getAndAdd(CLOSED);
        while (reading.get() != CLOSED) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        for (Held memory : held) {
            memory.cutOff = true;
            memory.free();
        }
        held.clear();
    }

    private void enter() {
        while (reading.incrementAndGet() < 0) {
            reading.decrementAndGet();
            awaitOpen();
        }
    }

    private void awaitOpen() {
        while (life != Life.OPEN) {
            if (life == Life.SHUT) {
                throw new StateClosedException();
            }
            if (System.nanoTime() - pausedNanos > PATIENCE.toNanos()) {
                throw unavailable("the database cannot be opened again");
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
    }

    private static DiskUnavailableException unavailable(String message) {
        return new DiskUnavailableException(message + ": try again", new IOException(message));
    }
}
