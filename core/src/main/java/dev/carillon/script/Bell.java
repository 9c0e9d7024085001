package dev.carillon.script;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes the thread that waits for descriptors. Anybody may {@link #ring}; the other methods belong
 * to that thread.
 */
final class Bell {
    private final Libc libc;
    private final int descriptor;
    private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment read = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;
    private final AtomicBoolean asleep = new AtomicBoolean();

    Bell(Libc libc) {
        this.libc = libc;
        descriptor = libc.bell();
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    /** Returns the descriptor that becomes readable when it rings. */
    int descriptor() {
        return descriptor;
    }

    /** Wakes the thread if it sleeps; costs nothing if it does not. */
    void ring() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            lock.lock();
            try {
                if (!closed) {
                    int _ = libc.write(descriptor, one);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Announces that the thread is about to sleep: look for work once more after this. */
    void sleeping() {
        asleep.set(true);
    }

    /** Notes that the thread is awake. */
    void awake() {
        asleep.set(false);
    }

    /** Makes it silent after it rang. */
    void clear() {
        int _ = libc.read(descriptor, read);
    }

    /** Frees the descriptor; ringing does nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            libc.close(descriptor);
        } finally {
            lock.unlock();
        }
    }
}
