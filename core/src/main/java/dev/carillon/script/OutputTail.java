package dev.carillon.script;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Keeps the last bytes of a stream, however long it is. Not thread-safe. */
final class OutputTail {
    /** The number of bytes that are kept. */
    static final int BYTES = 4_096;

    private byte[] ring = new byte[0];
    private long total;

    /** Adds the first {@code count} bytes of a segment. */
    void add(MemorySegment from, int count) {
        if (ring.length == 0) {
            ring = new byte[BYTES];
        }
        int skipped = Math.max(0, count - BYTES);
        total += skipped;
        int left = count - skipped;
        for (int at = skipped; left > 0; ) {
            int place = (int) (total % BYTES);
            int part = Math.min(left, BYTES - place);
            MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, ring, place, part);
            at += part;
            left -= part;
            total += part;
        }
    }

    /** Returns the number of bytes that were added. */
    long total() {
        return total;
    }

    /** Returns the last bytes. */
    byte[] bytes() {
        if (total <= BYTES) {
            return Arrays.copyOf(ring, (int) total);
        }
        int begin = (int) (total % BYTES);
        byte[] last = Arrays.copyOf(Arrays.copyOfRange(ring, begin, BYTES), BYTES);
        System.arraycopy(ring, 0, last, BYTES - begin, begin);
        return last;
    }
}
