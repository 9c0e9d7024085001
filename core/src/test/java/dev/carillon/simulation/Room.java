package dev.carillon.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The limits of a topic's queue, as a user sets them.
 *
 * @param entries deliveries, {@link Long#MAX_VALUE} for no limit
 * @param bytes of their events, {@link Long#MAX_VALUE} for no limit
 * @param dropsOldest whether the oldest are dropped if it is full; otherwise changes are refused
 */
record Room(long entries, long bytes, boolean dropsOldest) {
    static final Room ENDLESS = new Room(Long.MAX_VALUE, Long.MAX_VALUE, false);

    /** Draws limits; in most cases there are none. */
    static Room drawn(RandomGenerator random) {
        long entries = random.nextInt(3) > 0 ? 1 + random.nextInt(30) : Long.MAX_VALUE;
        long bytes = entries == Long.MAX_VALUE ? 200 + random.nextInt(6_000) : Long.MAX_VALUE;
        return random.nextInt(3) > 0 ? ENDLESS : new Room(entries, bytes, random.nextBoolean());
    }

    Map<String, String> said() {
        var said = new TreeMap<String, String>();
        if (entries < Long.MAX_VALUE) {
            said.put("quota-entries", Long.toString(entries));
        }
        if (bytes < Long.MAX_VALUE) {
            said.put("quota-bytes", Long.toString(bytes));
        }
        if (dropsOldest) {
            said.put("quota-policy", "drop-oldest");
        }
        return said;
    }

    /** Returns whether a queue of this size has no room for another delivery. */
    boolean full(long owed, long ofBytes) {
        return owed >= entries || ofBytes >= bytes;
    }

    /** Returns whether a queue of this size exceeds the limits. */
    boolean exceeded(long owed, long ofBytes) {
        return owed > entries || ofBytes > bytes;
    }
}
