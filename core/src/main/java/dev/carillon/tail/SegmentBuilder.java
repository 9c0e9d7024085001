package dev.carillon.tail;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Collects the lines of a {@link Segment}. Not thread-safe. */
final class SegmentBuilder {
    private static final int FIRST = 16;

    private final Framing framing;
    private final String scope;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long[] stamps = new long[FIRST];
    private int[] ends = new int[FIRST];
    private int count;

    SegmentBuilder(Framing framing, String scope) {
        this.framing = framing;
        this.scope = scope;
    }

    /** Adds the line of an event. */
    void add(long stamp, byte[] record) {
        if (count == stamps.length) {
            stamps = Arrays.copyOf(stamps, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        framing.event(record, new Cursor(stamp, scope), bytes);
        stamps[count] = stamp;
        ends[count] = bytes.size();
        count++;
    }

    int size() {
        return bytes.size();
    }

    /** Returns the stamp of the last event. */
    long last() {
        return stamps[count - 1];
    }

    /** Returns the lines. */
    Segment take(long number, long after, long upTo) {
        return new Segment(
                number,
                after,
                upTo,
                Arrays.copyOf(stamps, count),
                Arrays.copyOf(ends, count),
                bytes.toByteArray());
    }
}
