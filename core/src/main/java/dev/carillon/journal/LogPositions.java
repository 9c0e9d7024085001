package dev.carillon.journal;

import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the event log from a position on, for readers that follow it. A position is the stamp of an
 * event that was read, or of a moment between two events.
 *
 * <p>Commits become visible in the order of their stamps, and those of one group together. So the
 * events behind the last one of a page always have larger stamps, and a reader that goes on there
 * misses none. Thread-safe.
 */
public final class LogPositions {
    /**
     * The time by which the clock may have gone back between two events without an effect on {@link
     * #before}.
     */
    private static final Duration CLOCK_STEP = Duration.ofMinutes(1);

    private final State state;

    /** Reads what a {@link Journal} over the same state records. */
    public LogPositions(State state) {
        this.state = state;
    }

    /** Returns the position of the present moment: every event so far lies before it. */
    public long newest() {
        try (View view = state.view()) {
            return newest(view);
        }
    }

    /** Returns the events behind a position, at most {@code limit}. */
    public LogPage after(long position, int limit) {
        var events = new ArrayList<KeptEvent>();
        long floor =
                read(
                        position,
                        limit,
                        kept -> {
                            events.add(kept);
                            return true;
                        });
        return new LogPage(events, floor);
    }

    /**
     * Passes the events behind a position on one by one, at most {@code limit}, and keeps none.
     *
     * @param taker returns whether it wants the next one
     * @return the floor of the log, as in {@link LogPage}
     */
    public long read(long position, int limit, Predicate<KeptEvent> taker) {
        try (View view = state.bulkView();
                Scan scan = scan(view, position + 1)) {
            boolean wanted = true;
            for (int read = 0; wanted && read < limit && scan.next(); read++) {
                long stamp = JournalKeys.lastNumber(scan.key());
                wanted = taker.test(EventCodec.readKept(scan.value(), stamp));
            }
            return floor(view);
        }
    }

    /**
     * Returns the last position before the first event that happened at a time or later: the oldest
     * position of the log if all events did, the present one if none did.
     */
    public long before(Instant time) {
        try (View view = state.bulkView()) {
            long newest = newest(view);
            long from = lastBefore(view, time.minus(CLOCK_STEP), newest);
            try (Scan scan = scan(view, from + 1)) {
                while (scan.next()) {
                    if (!EventCodec.time(scan.value()).isBefore(time)) {
                        return JournalKeys.lastNumber(scan.key()) - 1;
                    }
                }
            }
            return newest;
        }
    }

    /**
     * Finds by halving a stamp whose event is older than a time and whose follower is not; the
     * stamp before the first event if that is not older.
     */
    private static long lastBefore(View view, Instant time, long newest) {
        long low = Math.max(0, floor(view) - 1);
        long high = newest;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            try (Scan scan = scan(view, middle)) {
                boolean older = scan.next() && EventCodec.time(scan.value()).isBefore(time);
                if (older) {
                    low = Math.max(middle, Math.min(high, JournalKeys.lastNumber(scan.key())));
                } else {
                    high = middle - 1;
                }
            }
        }
        return low;
    }

    private static long newest(View view) {
        Key all = JournalKeys.events();
        long behindFloor = Math.max(0, floor(view) - 1);
        try (Scan scan = view.scan(all, all.afterPrefix(), View.Order.REVERSE)) {
            return scan.next()
                    ? Math.max(behindFloor, JournalKeys.lastNumber(scan.key()))
                    : behindFloor;
        }
    }

    private static long floor(View view) {
        Optional<Stamped> kept = view.get(JournalKeys.floor());
        return LogFence.floor(kept);
    }

    private static Scan scan(View view, long fromStamp) {
        return view.scan(
                JournalKeys.event(fromStamp),
                JournalKeys.events().afterPrefix(),
                View.Order.FORWARD);
    }
}
