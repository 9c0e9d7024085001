package dev.carillon.state;

import java.nio.ByteBuffer;

/**
 * The facts about a key that a committer needs to decide checks and to draw numbers.
 *
 * @param stamp of the commit that wrote it; 0 if the key does not exist, because stamps begin at 1
 * @param count the last number drawn, if the value is a counter (8 bytes, not negative), otherwise
 *     -1; 0 if the key does not exist
 */
public record KeyState(long stamp, long count) {
    /** The state of a key that does not exist. */
    public static final KeyState ABSENT = new KeyState(0, 0);

    private static final long NO_COUNTER = -1;

    /** Returns the state of a key with this value. */
    public static KeyState of(long stamp, byte[] value) {
        return new KeyState(
                stamp,
                value.length == Long.BYTES
                        ? Math.max(ByteBuffer.wrap(value).getLong(), NO_COUNTER)
                        : NO_COUNTER);
    }

    /** Returns whether the key exists. */
    public boolean present() {
        return stamp != ABSENT.stamp;
    }

    /** Returns whether the key was last written by the commit with this stamp. */
    public boolean writtenBy(long commit) {
        return present() && stamp == commit;
    }

    /**
     * Returns whether numbers can be drawn from the key: it is a counter, or does not exist yet.
     */
    public boolean countable() {
        return count != NO_COUNTER;
    }
}
