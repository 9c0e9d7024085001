package dev.carillon.state;

import java.util.Collection;

/**
 * Remembers up to which commit keys were last written, so that the committer need not read a key
 * that the caller of a commit read a moment ago. Keys share places by their hash, so a key may seem
 * to be written when another one was, but never the other way round. Not thread-safe.
 */
final class LastWrites {
    private static final int PLACES = 1 << 16;

    private final long[] stamps = new long[PLACES];
    private long range;

    /**
     * Notes the writes of a group that is durable.
     *
     * @param lastStamp the group's
     */
    void written(Collection<Key> keys, long lastStamp) {
        for (Key key : keys) {
            stamps[place(key)] = lastStamp;
        }
    }

    /** Notes that a durable group removed ranges of keys. */
    void rangesRemoved(long lastStamp) {
        range = lastStamp;
    }

    /** Returns whether no group after that of a stamp wrote or removed the key. */
    boolean untouchedSince(Key key, long stamp) {
        return range <= stamp && stamps[place(key)] <= stamp;
    }

    private static int place(Key key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(PLACES));
    }
}
