package dev.carillon.tail;

import java.util.Arrays;

/**
 * The lines of consecutive events, written once for all readers.
 *
 * @param number of the segment in its channel, from 0
 * @param after the position before the first of them: no selected event lies between it and them
 * @param upTo the position behind the last of them
 * @param stamps of the events, rising
 * @param ends the end of each event's line in {@code bytes}
 */
@SuppressWarnings("ArrayRecordComponent") // Shared between readers and never changed.
record Segment(long number, long after, long upTo, long[] stamps, int[] ends, byte[] bytes) {
    /** Returns where the lines behind a position begin. */
    int offset(long position) {
        int found = Arrays.binarySearch(stamps, position);
        int before = found >= 0 ? found : -found - 2;
        return before < 0 ? 0 : ends[before];
    }
}
