package dev.carillon.state;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The places in the database that could not be read since it was opened. Each place is logged once.
 * Thread-safe.
 */
public final class StateDamage {
    private static final Logger LOG = LoggerFactory.getLogger(StateDamage.class);
    private static final int MOST_PLACES = 1_000;

    private final Map<String, String> places = new ConcurrentHashMap<>();
    private final AtomicLong reads = new AtomicLong();

    /**
     * Returns a message for the operator about the places that cannot be read; empty if none is
     * known.
     */
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

    /** Returns the number of failed reads. */
    public long reads() {
        return reads.get();
    }

    /** Records a failed read, and returns the exception to throw. */
    DamagedStateException met(String what, Key near) {
        reads.incrementAndGet();
        String text = "key %s (%s)".formatted(KeyRange.words(near), what);
        note(what, text);
        return new DamagedStateException("cannot read " + text);
    }

    /** Records a part that a compaction could not read. */
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
