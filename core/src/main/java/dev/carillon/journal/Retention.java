package dev.carillon.journal;

import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the oldest events off the log once they are too old or too many. An event that is still owed
 * to anyone stays until it is settled, however old; those around it go. Such events do not count
 * towards the size, so an endpoint that is away does not shorten the history of the others.
 *
 * <p>An event that cannot be read stays, for what is owed for it is not known; so does one of which
 * it cannot be read whether it is owed. Those around it go.
 *
 * <p>The log has two parts. Above the {@code reached} stamp is what nobody has looked at yet. Below
 * it are only events that were owed when they were looked at; a pass looks at a limited number of
 * them again, so what stays owed for long costs little.
 *
 * <p>For one thread at a time; everything else may go on meanwhile.
 */
public final class Retention {
    /** The pause between two steps of a pass beside which others are to commit. */
    public static final Duration PAUSE = Duration.ofMillis(25);

    /** Events that one step looks at: few, because other commits wait for that of a step. */
    private static final int STEP_EVENTS = 500;

    private static final int STEP_COUNTED = 10_000;

    /** Events found still owed, after which a pass leaves the other ones to the next pass. */
    static final int STILL_OWED = 10_000;

    private static final long UNKNOWN = -1;

    /** Larger than any stamp. */
    private static final long NO_STAMP = Long.MAX_VALUE;

    /**
     * Passes between two counts of the log: when an event is sent again it grows, and that is not
     * counted.
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
     * @param age events older than this go
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
     * @return how many events went
     */
    public long trim(Instant now) {
        Pass pass = pass(now);
        while (pass.step()) {
            // The next step.
        }
        return pass.gone();
    }

    /** Begins a pass that cuts what may go at {@code now}; the pass before must have ended. */
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

    /** A pass over the log, in steps that are short enough to leave others their time. */
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
         * Does some of the pass: reads at most {@value #STEP_COUNTED} events, or looks at {@value
         * #STEP_EVENTS} and cuts what may go of them in one commit, durable when this returns. Ends
         * the pass early when something of the log is sent again at the same moment.
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

        /** Returns the number of events that this pass has cut. */
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
                    above = bytes;
                    reached = next;
                    part = more ? Part.CUT : Part.DONE;
                }
            }
        }

        /**
         * Goes to the next event; those that cannot be read stay, and so no range may hold them.
         */
        private boolean next(LogWalk events, LogCutting cut) {
            boolean found = events.next();
            if (events.stepped()) {
                cut.passOver();
            }
            return found;
        }

        /** Whether the event is too old, or what there is with it is too much. */
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

    /** Where the newest event cannot be read, those made while it is counted count twice. */
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
