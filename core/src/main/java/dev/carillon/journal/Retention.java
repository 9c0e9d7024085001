package dev.carillon.journal;

import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
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

    /**
     * Passes between two counts of the log: when an event is sent again it grows, and that is not
     * counted.
     */
    private static final int COUNTED_ANEW = 60;

    private final State state;
    private final Journal journal;
    private final Duration age;
    private final long most;
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
                countTo = EventLog.newest(state);
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
                    Scan scan = events(view, countFrom, countTo + 1)) {
                while (left > 0 && scan.next()) {
                    counted += size(scan);
                    countFrom = JournalKeys.lastNumber(scan.key()) + 1;
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
                    Scan scan = events(view, againFrom, reached)) {
                var cut = new LogCutting(view, fence);
                long next = againFrom;
                boolean more = true;
                for (int looked = 0; more && looked < STEP_EVENTS && !cut.full(); looked++) {
                    more = stillOwed < STILL_OWED && scan.next();
                    if (more) {
                        boolean taken = goes(scan, above + size(scan)) && cut.take(scan);
                        stillOwed += taken ? 0 : 1;
                        next = JournalKeys.lastNumber(scan.key()) + 1;
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
            Key end = JournalKeys.events().afterPrefix();
            try (View view = state.bulkView();
                    Scan scan = view.scan(JournalKeys.event(reached), end, View.Order.FORWARD)) {
                var cut = new LogCutting(view, fence);
                long bytes = above;
                long next = reached;
                boolean more = true;
                for (int looked = 0; more && looked < STEP_EVENTS && !cut.full(); looked++) {
                    more = scan.next() && goes(scan, bytes);
                    if (more) {
                        bytes -= size(scan);
                        cut.take(scan);
                        next = JournalKeys.lastNumber(scan.key()) + 1;
                    }
                }
                if (commit(cut)) {
                    above = bytes;
                    reached = next;
                    part = more ? Part.CUT : Part.DONE;
                }
            }
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

    private static Scan events(View view, long from, long to) {
        return view.scan(JournalKeys.event(from), JournalKeys.event(to), View.Order.FORWARD);
    }

    private static long size(Scan scan) {
        return (long) scan.key().bytes().length + scan.value().length;
    }
}
