package dev.carillon.tail;

import dev.carillon.format.MinioRecords;
import dev.carillon.journal.KeptEvent;

import java.util.function.Predicate;

/**
 * Writes the lines of the selected events while they are read from the log, and wants no more once
 * there are {@value #MOST_BYTES} bytes. Not thread-safe.
 */
final class LogLines implements Predicate<KeptEvent> {
    static final int MOST_BYTES = 64 << 10;

    private final Selection selection;
    private final MinioRecords records;
    private final SegmentBuilder lines;
    private final long after;
    private long upTo;

    /** Creates an empty page of the events behind the position {@code after}. */
    LogLines(Channel.Key key, MinioRecords records, long after) {
        this.selection = key.selection();
        this.records = records;
        this.lines = new SegmentBuilder(key.framing(), selection.scope());
        this.after = after;
        this.upTo = after;
    }

    /** Takes the next event of the log; returns whether there is room for another one. */
    @Override
    public boolean test(KeptEvent kept) {
        upTo = kept.stamp();
        if (selection.matches(kept.event().change())) {
            lines.add(kept.stamp(), records.record(kept.event()));
        }
        return lines.size() < MOST_BYTES;
    }

    /** Returns the lines of the events up to the last one that was taken. */
    Segment take() {
        return lines.take(0, after, upTo);
    }
}
