package dev.carillon.journal;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the oldest events off the log once they are too old or too many, but never one that is still
 * owed to a lane: those wait until they are settled.
 *
 * <p>For one thread at a time; everything else may go on meanwhile.
 */
public final class Retention {
    private static final Duration AGE = Duration.ofDays(7);

    private static final long BYTES = 1L << 30;

    private static final long UNKNOWN = -1;

    private final State state;
    private final Journal journal;
    private final Duration age;
    private final long most;
    private long counted = UNKNOWN;

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

    /** Keeps seven days and one GiB. */
    public static Retention standard(State state, Journal journal) {
        return new Retention(state, journal, AGE, BYTES);
    }

    /**
     * Cuts what may go; durable when this returns. The first time it reads the whole log, to know
     * how large it is.
     *
     * @return how many events went
     */
    public long trim(Instant now) {
        try (View view = state.view()) {
            long owedFrom = journal.oldestOwed();
            long bytes = size(view);
            var cut = new Cut(bytes, owedFrom, now.minus(age));
            try (Scan scan = view.scan(JournalKeys.events())) {
                while (scan.next() && cut.takes(scan)) {
                    cut.take(scan);
                }
            }
            if (cut.events > 0) {
                state.commit(new Commit().deleteRange(JournalKeys.events(), cut.last.successor()));
            }
            counted = cut.bytes;
            return cut.events;
        }
    }

    private long size(View view) {
        long since = journal.takeRecordedBytes();
        if (counted != UNKNOWN) {
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

    /** How far the log is cut. */
    private final class Cut {
        private final long owedFrom;
        private final Instant oldest;
        private long bytes;
        private long events;
        private Key last = JournalKeys.events();

        Cut(long bytes, long owedFrom, Instant oldest) {
            this.bytes = bytes;
            this.owedFrom = owedFrom;
            this.oldest = oldest;
        }

        boolean takes(Scan scan) {
            var key = new BytesReader(scan.key().bytes());
            key.u8();
            boolean free = key.i64() < owedFrom;
            return free && (bytes > most || EventCodec.time(scan.value()).isBefore(oldest));
        }

        void take(Scan scan) {
            bytes -= size(scan);
            events++;
            last = scan.key();
        }
    }
}
