package dev.carillon.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Limits a log line that clients can cause to one per minute. Thread-safe. */
public final class LogPause {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong dueNanos = new AtomicLong(System.nanoTime());

    /** Returns whether the line is due; if so, it is next due a minute later. */
    public boolean due() {
        long now = System.nanoTime();
        long due = dueNanos.get();
        return now - due >= 0 && dueNanos.compareAndSet(due, now + PAUSE_NANOS);
    }
}
