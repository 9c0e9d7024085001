package dev.carillon.state;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The places in the database that could not be read since it was opened. Each is logged once. For
 * any number of threads.
 */
public final class StateDamage {
    private static final Logger LOG = LoggerFactory.getLogger(StateDamage.class);
    private static final int MOST_PLACES = 1_000;

    private final Map<String, String> places = new ConcurrentHashMap<>();
    private final AtomicLong reads = new AtomicLong();

    /** Tells people which places cannot be read; empty while none is known. */
    public Optional<String> trouble() {
        return places.values().stream()
                .findFirst()
                .map(first ->
                        "%d places of the database cannot be read, one near %s: carillon audit"
                                        .formatted(places.size(), first)
                                + " (server stopped) lists what is concerned; restore the folder"
                                + " from a backup");
    }

    /** Returns the number of places that could not be read. */
    public int places() {
        return places.size();
    }

    /** Returns the number of readings that failed. */
    public long reads() {
        return reads.get();
    }

    /** Notes a failed reading, and makes the error to throw. */
    DamagedStateException met(String what, Key near) {
        reads.incrementAndGet();
        String text = "key %s (%s)".formatted(KeyRange.words(near), what);
        note(what, text);
        return new DamagedStateException("cannot read " + text);
    }

    /** Notes what a compaction could not read. */
    void met(String what) {
        reads.incrementAndGet();
        note(what, "(%s)".formatted(what));
    }

    private void note(String what, String text) {
        if (places.size() < MOST_PLACES && places.putIfAbsent(what, text) == null) {
            LOG.error("a place of the database cannot be read: {}", text);
        }
    }
}
