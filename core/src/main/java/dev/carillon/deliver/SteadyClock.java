package dev.carillon.deliver;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The time by which deliveries wait and age: that of the machine's clock, but it never goes back.
 * If the machine's clock is set back, this one continues at its own pace, so nothing waits a day
 * longer; if it jumps ahead, as after sleep, this one follows. Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final AtomicReference<Mark> mark;

    /** A moment, and the reading at that moment of the counter that never jumps. */
    private record Mark(Instant instant, long nanos) {
        Instant after(long now) {
            return instant.plusNanos(now - nanos);
        }
    }

    /** Creates a clock that follows the machine's. */
    public static SteadyClock system() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.mark = new AtomicReference<>(new Mark(wall.instant(), nanos.getAsLong()));
    }

    @Override
    public Instant instant() {
        Mark last = mark.get();
        long now = nanos.getAsLong();
        Instant steady = last.after(now);
        Instant current = wall.instant();
        if (!current.isAfter(steady)) {
            return steady;
        }
        // if two threads see the jump at once, either mark is right
        mark.compareAndSet(last, new Mark(current, now));
        return current;
    }
}
