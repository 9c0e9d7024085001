package dev.carillon.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How much a topic may be owed, as a user says it.
 *
 * @param entries deliveries, {@link Long#MAX_VALUE} for no limit
 * @param bytes of their events, {@link Long#MAX_VALUE} for no limit
 * @param dropsOldest whether the oldest go when it is full; otherwise changes are refused
 */
record Room(long entries, long bytes, boolean dropsOldest) {
    static final Room ENDLESS = new Room(Long.MAX_VALUE, Long.MAX_VALUE, false);

    /** No limit in most cases. */
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

    /** Whether so much leaves no room for one more. */
    boolean full(long owed, long ofBytes) {
        return owed >= entries || ofBytes >= bytes;
    }

    /** Whether so much is more than there is room for. */
    boolean exceeded(long owed, long ofBytes) {
        return owed > entries || ofBytes > bytes;
    }
}
