package dev.carillon.journal;

import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the oldest events off the log when they are too old or too many. An event that is still owed
 * stays until it is settled, however old it is; those around it are removed. Such events do not
 * count towards the size, so an unreachable endpoint does not shorten the history of the others.
 *
 * <p>An event stays if it cannot be read, because what is owed for it is not known, and also if it
 * cannot be found out whether it is owed. Those around it are removed.
 *
 * <p>The log has two parts. The part above the {@code reached} stamp was not examined yet. The part
 * below it holds only events that were owed when they were examined; a pass examines a limited
 * number of them again, so events that stay owed for long cost little.
 *
 * <p>Not thread-safe; all other work may continue meanwhile.
 */
public final class Retention {
    /** The pause between two steps of a pass, in which others can commit. */
    public static final Duration PAUSE = Duration.ofMillis(25);

    /**
     * The number of events that one step examines: few, because other commits wait for that of a
     * step.
     */
    private static final int STEP_EVENTS = 500;

    private static final int STEP_COUNTED = 10_000;

    /**
     * The number of events found still owed after which a pass leaves the remaining ones to the
     * next pass.
     */
    static final int STILL_OWED = 10_000;

    /** The size that makes the next pass count the log, also if more was removed than counted. */
    private static final long UNKNOWN = -1;

    /** A number larger than any stamp. */
    private static final long NO_STAMP = Long.MAX_VALUE;

    /**
     * The number of passes between two counts of the log. A count is needed because the size
     * includes the bytes by which events grow after they were examined.
     */
    private static final int COUNTED_ANEW = 60;

    private final State state;
    private final Journal journal;
    private final Duration age;
    private final long most;
    private final LogWalk.Gaps gaps = new LogWalk.Gaps();
    private long reached = UNKNOWN;
    private long above = UNKNOWN;
    private long againFrom;
    private int passes;

    /**
     * Creates the retention of a log; nothing is cut yet.
     *
     * @param age older events are removed
     * @param most bytes of events that may stay
     */
    public Retention(State state, Journal journal, Duration age, long most) {
        this.state = state;
        this.journal = journal;
        this.age = age;
        this.most = most;
    }

    /**
     * Does a whole pass at once; durable when this returns.
     *
     * @return the number of events removed
     */
    public long trim(Instant now) {
        Pass pass = pass(now);
        while (pass.step()) {
            // the condition does the work
        }
        return pass.gone();
    }

    /** Begins a pass with the present time {@code now}; the pass before must have ended. */
    public Pass pass(Instant now) {
        return new Pass(now.minus(age));
    }

    private enum Part {
        BEGIN,
        COUNT,
        LOOK_AGAIN,
        CUT,
        DONE
    }

    /** A pass over the log, in steps that are short enough not to delay others. */
    public final class Pass {
        private final Instant oldest;
        private Part part = Part.BEGIN;
        private long counted;
        private long countFrom;
        private long countTo;
        private long stillOwed;
        private long gone;

        private Pass(Instant oldest) {
            this.oldest = oldest;
        }

        /**
         * Does some of the pass: reads at most {@value #STEP_COUNTED} events, or examines {@value
         * #STEP_EVENTS} and removes those that may go in one commit, durable when this returns.
         * Ends the pass early if an event of the log is sent again at the same moment.
         *
         * @return whether the pass goes on
         */
        public boolean step() {
            switch (part) {
                case BEGIN -> begin();
                case COUNT -> count();
                case LOOK_AGAIN -> lookAgain();
                case CUT -> cut();
                case DONE -> {}
            }
            return part != Part.DONE;
        }

        /** Returns the number of events that this pass has removed. */
        public long gone() {
            return gone;
        }

        private void begin() {
            if (reached == UNKNOWN) {
                reached = LogFence.read(state).floor();
            }
            long recorded = journal.takeRecordedBytes();
            if (above == UNKNOWN || passes % COUNTED_ANEW == 0) {
                countFrom = reached;
                countTo = behindNewest();
                part = Part.COUNT;
            } else {
                above += recorded;
                part = Part.LOOK_AGAIN;
            }
            passes++;
        }

        private void count() {
            int left = STEP_COUNTED;
            try (View view = state.bulkView();
                    var events = new LogWalk(view, gaps, countFrom, countTo)) {
                while (left > 0 && events.next()) {
                    counted += size(events.at());
                    countFrom = stamp(events.at()) + 1;
                    left--;
                }
            }
            if (left > 0) {
                above = counted;
                part = Part.LOOK_AGAIN;
            }
        }

        private void lookAgain() {
            LogFence fence = LogFence.read(state);
            try (View view = state.bulkView();
                    var events = new LogWalk(view, gaps, againFrom, reached)) {
                var cut = new LogCutting(view, fence);
                long next = againFrom;
                boolean more = true;
                for (int looked = 0; more && looked < STEP_EVENTS && !cut.full(); looked++) {
                    more = stillOwed < STILL_OWED && next(events, cut);
                    if (more) {
                        Scan at = events.at();
                        boolean taken = goes(at, above + size(at)) && cut.take(at);
                        stillOwed += taken ? 0 : 1;
                        next = stamp(at) + 1;
                    }
                }
                if (commit(cut)) {
                    againFrom = more || stillOwed >= STILL_OWED ? next : 0;
                    part = more ? Part.LOOK_AGAIN : Part.CUT;
                }
            }
        }

        private void cut() {
            LogFence fence = LogFence.read(state);
            try (View view = state.bulkView();
                    var events = new LogWalk(view, gaps, reached, NO_STAMP)) {
                var cut = new LogCutting(view, fence);
                long bytes = above;
                long next = reached;
                boolean more = true;
                for (int looked = 0; more && looked < STEP_EVENTS && !cut.full(); looked++) {
                    more = next(events, cut) && goes(events.at(), bytes);
                    if (more) {
                        bytes -= size(events.at());
                        cut.take(events.at());
                        next = stamp(events.at()) + 1;
                    }
                }
                if (commit(cut)) {
                    above = bytes < 0 ? UNKNOWN : bytes;
                    reached = next;
                    part = more ? Part.CUT : Part.DONE;
                }
            }
        }

        /**
         * Goes to the next event. Events that cannot be read stay, so no range may include them.
         */
        private boolean next(LogWalk events, LogCutting cut) {
            boolean found = events.next();
            if (events.stepped()) {
                cut.passOver();
            }
            return found;
        }

        /** Returns whether the event is too old, or the log is too large with it. */
        private boolean goes(Scan scan, long bytes) {
            return bytes > most || EventCodec.time(scan.value()).isBefore(oldest);
        }

        private boolean commit(LogCutting cut) {
            if (cut.taken() > 0 && state.commit(cut.commit()) instanceof CommitResult.Conflict) {
                part = Part.DONE;
                return false;
            }
            gone += cut.taken();
            return true;
        }
    }

    /**
     * Returns the stamp behind the newest event. If the newest event cannot be read, events made
     * during the count count twice.
     */
    private long behindNewest() {
        try {
            return EventLog.newest(state) + 1;
        } catch (DamagedStateException e) {
            return NO_STAMP;
        }
    }

    private static long stamp(Scan at) {
        return JournalKeys.lastNumber(at.key());
    }

    private static long size(Scan scan) {
        return (long) scan.key().bytes().length + scan.value().length;
    }
}
