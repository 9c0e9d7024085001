package dev.carillon.registry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** Reports the topics whose secrets could not be opened at a start. Not thread-safe. */
final class UnopenedTopics {
    private static final Logger LOG = LoggerFactory.getLogger(UnopenedTopics.class);
    private static final int MOST_NAMED = 100;

    private final List<KeptTopic> found = new ArrayList<>();

    /** Notes a topic if its secrets could not be opened. */
    void note(KeptTopic kept) {
        if (kept.topic().unopened().isPresent()) {
            found.add(kept);
        }
    }

    /** Logs each of them, and the number of those that are too many for that. */
    void report() {
        found.stream()
                .limit(MOST_NAMED)
                .forEach(kept ->
                        kept.topic()
                                .unopened()
                                .ifPresent(secrets ->
                                        LOG.warn(
                                                "{}. Its events wait until then",
                                                secrets.objection(kept.topic().name()))));
        if (found.size() > MOST_NAMED) {
            LOG.warn(
                    "{} topics have secrets that cannot be opened; 'carillon audit' names each",
                    found.size());
        }
    }
}
