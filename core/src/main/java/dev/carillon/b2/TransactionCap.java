package dev.carillon.b2;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests of each key in a day (UTC), in memory, and refuses those over the cap.
 * Thread-safe.
 */
final class TransactionCap {
    private final OptionalLong cap;
    private final InstantSource clock;
    private volatile Day day = new Day(LocalDate.EPOCH, new ConcurrentHashMap<>());

    private record Day(LocalDate date, Map<String, AtomicLong> counts) {}

    /** Creates a counter; without a cap it allows all requests. */
    TransactionCap(OptionalLong cap, InstantSource clock) {
        this.cap = cap;
        this.clock = clock;
    }

    /** Counts a request with this key. */
    void count(String keyId) {
        if (cap.isEmpty()) {
            return;
        }
        long before =
                today().counts().computeIfAbsent(keyId, _ -> new AtomicLong()).getAndIncrement();
        if (before >= cap.getAsLong()) {
            throw new B2Exception(
                    403,
                    "transaction_cap_exceeded",
                    "Transaction cap exceeded: this key made its %d requests of today; wait for"
                                    .formatted(cap.getAsLong())
                            + " tomorrow (UTC), or raise b2-transaction-cap");
        }
    }

    private Day today() {
        LocalDate date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Day now = day;
        if (!now.date().equals(date)) {
            now = new Day(date, new ConcurrentHashMap<>());
            day = now;
        }
        return now;
    }
}
