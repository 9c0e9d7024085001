package dev.carillon.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. For any number of threads. */
public final class SettableClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /** Starts at the instant. */
    public SettableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** Starts at 2026-01-01T00:00:00Z. */
    public static SettableClock atNewYear() {
        return new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves on, or back by a negative duration, and says what time it is then. */
    public Instant advance(Duration by) {
        return now.updateAndGet(it -> it.plus(by));
    }

    /** Jumps. */
    public void set(Instant instant) {
        now.set(instant);
    }
}
