package dev.carillon.journal;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the oldest events off the log once they are too old or too many. One that is still owed to
 * anyone stays until it is settled, however old; those around it go. What stays for that reason
 * comes on top of what may stay: an endpoint that is away costs others none of their past.
 *
 * <p>For one thread at a time; everything else may go on meanwhile.
 */
public final class Retention {
    private static final int FULL_OPERATIONS = 4_000;
    private static final int FULL_BYTES = Commit.MAX_BYTES / 2;
    private static final long UNKNOWN = -1;

    /** What is sent again makes events larger uncounted, so now and then all is counted anew. */
    private static final int COUNTED_ANEW = 60;

    private final State state;
    private final Journal journal;
    private final Duration age;
    private final long most;
    private long counted = UNKNOWN;
    private int passes;

    /**
     * Cuts nothing yet.
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
     * Cuts what may go; durable when this returns. The first time it reads the whole log, to know
     * how large it is. Where something of it is sent again at the same moment it stops early, and
     * the next time goes on.
     *
     * @return how many events went
     */
    public long trim(Instant now) {
        LogFence fence = LogFence.read(state);
        try (View view = state.view()) {
            var cut = new Cut(view, fence, size(view), now.minus(age));
            cut.run();
            counted = cut.bytes;
            return cut.gone;
        }
    }

    private long size(View view) {
        long since = journal.takeRecordedBytes();
        if (counted != UNKNOWN && passes++ % COUNTED_ANEW != 0) {
            return counted + since;
        }
        long bytes = 0;
        try (Scan scan = view.scan(JournalKeys.events())) {
            while (scan.next()) {
                bytes += size(scan);
            }
        }
        return bytes;
    }

    private static long size(Scan scan) {
        return (long) scan.key().bytes().length + scan.value().length;
    }

    /** One pass over the old end of the log. */
    private final class Cut {
        private final View view;
        private final Instant oldest;
        private LogFence fence;
        private long bytes;
        private long gone;
        private Commit commit = new Commit();
        private long taken;
        private long takenBytes;
        private long owedBytes;
        private long runFrom;
        private long runTo;
        private boolean overtaken;

        Cut(View view, LogFence fence, long bytes, Instant oldest) {
            this.view = view;
            this.fence = fence;
            this.bytes = bytes;
            this.oldest = oldest;
        }

        void run() {
            try (Scan scan = view.scan(JournalKeys.events())) {
                while (!overtaken && scan.next() && tooMuch(scan)) {
                    look(scan);
                }
            }
            commit();
        }

        /** What stays because it is owed is not held against what may stay beside it. */
        private boolean tooMuch(Scan scan) {
            return bytes - takenBytes - owedBytes > most
                    || EventCodec.time(scan.value()).isBefore(oldest);
        }

        private void look(Scan scan) {
            long stamp = JournalKeys.lastNumber(scan.key());
            KeptEvent kept = EventCodec.readKept(scan.value(), stamp);
            if (owed(kept)) {
                owedBytes += size(scan);
                endRun();
            } else {
                take(kept, size(scan));
            }
            if (commit.operations() >= FULL_OPERATIONS || commit.bytes() >= FULL_BYTES) {
                commit();
            }
        }

        private boolean owed(KeptEvent kept) {
            return kept.tickets().stream().anyMatch(it -> EventLog.owed(view, kept.event(), it));
        }

        private void take(KeptEvent kept, long size) {
            var change = kept.event().change();
            commit.delete(
                    JournalKeys.ofObject(
                            change.bucket().id(), change.object().key(), kept.stamp()));
            runFrom = runFrom == 0 ? kept.stamp() : runFrom;
            runTo = kept.stamp();
            taken++;
            takenBytes += size;
        }

        /** What lies between two that stay goes at once. */
        private void endRun() {
            if (runFrom != 0) {
                Key after = JournalKeys.event(runTo).successor();
                commit.deleteRange(JournalKeys.event(runFrom), after);
                commit.deleteRange(
                        JournalKeys.endings(runFrom), JournalKeys.endings(runTo).afterPrefix());
                runFrom = 0;
            }
        }

        private void commit() {
            endRun();
            if (taken == 0) {
                return;
            }
            long floor = runTo + 1;
            fence.pass(commit, floor);
            switch (state.commit(commit)) {
                case CommitResult.Committed(long stamp, _) -> {
                    gone += taken;
                    bytes -= takenBytes;
                    fence = fence.passed(floor, stamp);
                }
                case CommitResult.Conflict _ -> overtaken = true;
            }
            commit = new Commit();
            taken = 0;
            takenBytes = 0;
        }
    }
}
