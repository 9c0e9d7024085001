package dev.carillon.store;

import dev.carillon.stats.Stats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The damaged data files that readers met since the start. Each file is logged once, and forgotten
 * when no object names it any more. Thread-safe.
 */
public final class Damages {
    private static final Logger LOG = LoggerFactory.getLogger(Damages.class);

    /**
     * The number of files that are remembered. Further files are counted only: at this point a
     * longer log does not help.
     */
    private static final int MOST_FILES = 1_000;

    private static final int MOST_LABELS = 100;

    private final Predicate<Extent> named;
    private final Map<Extent, String> found = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Starts without known damage.
     *
     * @param named whether an object or pending garbage names the extent
     */
    Damages(Predicate<Extent> named) {
        this.named = named;
    }

    /** Registers the metrics about damage. */
    public void register(Stats stats) {
        stats.gauge(
                "carillon_damaged_reads",
                "Reads refused since the start because a large object's data is damaged.",
                refused::get);
        stats.gauge(
                "carillon_damaged_files",
                "Data files of large objects that were found damaged and are still named.",
                () -> current().size());
        stats.gauge(
                "carillon_damaged_file",
                "1 for each such file, at most " + MOST_LABELS + "; the log names the object.",
                List.of("file"),
                report ->
                        found.keySet().stream()
                                .limit(MOST_LABELS)
                                .forEach(extent -> report.value(1, extent.fileName())));
    }

    /**
     * Returns a message for the operator about data that is damaged now; empty if none is known.
     */
    public Optional<String> trouble() {
        Map<Extent, String> now = current();
        return now.values().stream()
                .findFirst()
                .map(first ->
                        "damaged data files of large objects: %d; the first is of %s: restore these objects"
                                        .formatted(now.size(), first)
                                + " from a copy, or delete them; carillon audit --deep lists all");
    }

    /** Records damage that a reader met, and returns the exception that names the object. */
    DamagedDataException met(DamagedExtentException damage, String bucket, StoredObject object) {
        String message =
                "object %s in bucket %s, version %d: %s"
                        .formatted(object.key(), bucket, object.stamp(), damage.getMessage());
        refused.incrementAndGet();
        if (found.size() < MOST_FILES && found.putIfAbsent(damage.extent(), message) == null) {
            LOG.error("damaged data is not sent: {}", message);
        }
        return new DamagedDataException(message, damage);
    }

    private Map<Extent, String> current() {
        found.keySet().removeIf(extent -> !named.test(extent));
        return found;
    }
}
