package dev.carillon.state;

import java.nio.ByteBuffer;

/**
 * What a committer must know of a key to judge checks and to draw numbers.
 *
 * @param stamp of the commit that wrote it; 0 when there is no such key, for stamps begin at 1
 * @param count what it counted to, if its value is a counter (8 bytes, not negative), else -1; 0
 *     when there is no such key
 */
public record KeyState(long stamp, long count) {
    /** There is no such key. */
    public static final KeyState ABSENT = new KeyState(0, 0);

    private static final long NO_COUNTER = -1;

    /** Of a key that has this value. */
    public static KeyState of(long stamp, byte[] value) {
        return new KeyState(
                stamp,
                value.length == Long.BYTES
                        ? Math.max(ByteBuffer.wrap(value).getLong(), NO_COUNTER)
                        : NO_COUNTER);
    }

    /** Whether the key is there. */
    public boolean present() {
        return stamp != ABSENT.stamp;
    }

    /** Whether the key is there, as the commit with this stamp wrote it. */
    public boolean writtenBy(long commit) {
        return present() && stamp == commit;
    }

    /** Whether numbers can be drawn from the key: it is a counter, or is not there yet. */
    public boolean countable() {
        return count != NO_COUNTER;
    }
}
