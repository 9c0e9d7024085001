package dev.carillon.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Limits a log line that clients can cause to one a minute. For any number of threads. */
public final class LogPause {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong dueNanos = new AtomicLong(System.nanoTime());

    /** Whether the line is due; if so, the next is a minute later. */
    public boolean due() {
        long now = System.nanoTime();
        long due = dueNanos.get();
        return now - due >= 0 && dueNanos.compareAndSet(due, now + PAUSE_NANOS);
    }
}
