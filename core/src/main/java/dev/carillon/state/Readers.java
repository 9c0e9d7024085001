package dev.carillon.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Counts readers, so that native memory is never freed while it is read. After {@link #shut}
 * nothing is read any more; between {@link #pause} and {@link #resume} readers wait. Thread-safe,
 * without a lock.
 */
final class Readers {
    /** Native memory that a reader holds. */
    abstract static class Held {
        private volatile boolean cutOff;

        /** Frees the memory; called once. */
        abstract void free();
    }

    /** The longest time that a reader waits for the end of a pause, from the pause's beginning. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private enum Life {
        OPEN,
        PAUSED,
        SHUT
    }

    /** The number added to the count while reading is not allowed. */
    private static final long CLOSED = Long.MIN_VALUE;

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final AtomicLong reading = new AtomicLong();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private volatile Life life = Life.OPEN;
    private volatile long pausedNanos;

    /**
     * Runs a read step and returns its result.
     *
     * @throws StateClosedException if this is shut
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
     * Runs a read step on held memory.
     *
     * @throws StateClosedException if this is shut
     * @throws IllegalStateException if the memory was released
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

    /** Registers memory; called while reading. */
    void hold(Held memory) {
        held.add(memory);
    }

    /** Frees held memory, unless it was freed already. */
    void release(Held memory) {
        if (reading.incrementAndGet() > 0 && held.remove(memory)) {
            memory.free();
        }
        reading.decrementAndGet();
    }

    /**
     * Returns when no reader is active and all held memory is freed; readers wait from now on.
     * Called by the thread that also resumes.
     */
    void pause() {
        pausedNanos = System.nanoTime();
        life = Life.PAUSED;
        close();
    }

    /** Lets readers continue; memory held before the pause is lost to them. */
    void resume() {
        life = Life.OPEN;
        reading.addAndGet(-CLOSED);
    }

    /**
     * Returns when no reader is active any more and all held memory is freed; also allowed during a
     * pause.
     */
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
