package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.LaneUpdate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Warns of deliveries that are given up: a line each for the first {@value #LINES} in ten seconds,
 * and one line with the numbers of all others, so that many of them do not flood the log. The
 * fields are in docs/operations.md. Thread-safe; call it without holding a lock.
 */
final class GivenUpLog {
    static final int LINES = 20;
    static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger("carillon.given-up");

    private final InstantSource clock;
    private final Tasks tasks;
    private final Guard guard = new Guard();
    private final Map<DeadReason, Integer> unlogged = new TreeMap<>();
    private Instant end = Instant.MIN;
    private int lines;

    /** The decision about the line of a delivery: written, the first one left out, or left out. */
    private enum Admission {
        LINE,
        FIRST_OMITTED,
        OMITTED
    }

    GivenUpLog(InstantSource clock, Tasks tasks) {
        this.clock = clock;
        this.tasks = tasks;
    }

    /**
     * Logs one delivery.
     *
     * @param topic its name, empty if it is not known any more
     */
    void log(String topic, LaneUpdate.Dead dead) {
        if (LOG.isWarnEnabled() && admits(dead.reason(), 1)) {
            line(topic, dead);
        }
    }

    /** Logs deliveries that were given up together because their lane is closed. */
    void log(LaneId lane, DeadReason reason, int howMany) {
        if (howMany > 0 && LOG.isWarnEnabled() && admits(reason, howMany)) {
            LOG.atWarn()
                    .addKeyValue("lane", lane)
                    .addKeyValue("reason", reason.word())
                    .addKeyValue("deliveries", howMany)
                    .log(
                            "{} deliveries given up: {}; look at them: carillon deadletter list",
                            howMany,
                            reason.word());
        }
    }

    private static void line(String topic, LaneUpdate.Dead dead) {
        Delivery delivery = dead.owed().delivery();
        var event = dead.owed().event();
        String id = new DeadLetters.LetterId(delivery.lane(), delivery.number()).toString();
        LOG.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("rule", delivery.rule())
                .addKeyValue("bucket", event.change().bucket().name())
                .addKeyValue("key", event.change().object().key())
                .addKeyValue("event", event.id())
                .addKeyValue("sequencer", event.sequencer())
                .addKeyValue("delivery", delivery.number())
                .addKeyValue("replay", delivery.lane().replay())
                .addKeyValue("attempts", delivery.attempts())
                .addKeyValue("status", delivery.last().status().orElse(0))
                .addKeyValue("last", delivery.last().words())
                .addKeyValue("reason", dead.reason().word())
                .log(
                        "delivery given up: {}; look at it: carillon deadletter show {}",
                        dead.reason().word(),
                        id);
    }

    /**
     * Returns whether a line is left. After the first delivery without a line, the numbers of the
     * rest are logged later.
     */
    private boolean admits(DeadReason reason, int howMany) {
        Instant now = clock.instant();
        Admission admission = guard.ask(() -> admission(reason, howMany, now));
        if (admission == Admission.FIRST_OMITTED) {
            tasks.runAt(now.plus(WINDOW), this::rest);
        }
        return admission == Admission.LINE;
    }

    private Admission admission(DeadReason reason, int howMany, Instant now) {
        if (!now.isBefore(end)) {
            end = now.plus(WINDOW);
            lines = 0;
        }
        if (lines < LINES) {
            lines++;
            return Admission.LINE;
        }
        boolean first = unlogged.isEmpty();
        unlogged.merge(reason, howMany, Integer::sum);
        return first ? Admission.FIRST_OMITTED : Admission.OMITTED;
    }

    private void rest() {
        Optional<String> words =
                guard.ask(() -> {
                    String text =
                            unlogged.entrySet().stream()
                                    .map(entry -> entry.getValue() + " " + entry.getKey().word())
                                    .collect(Collectors.joining(", "));
                    unlogged.clear();
                    return text.isEmpty() ? Optional.<String>empty() : Optional.of(text);
                });
        words.ifPresent(word ->
                LOG.warn(
                        "more deliveries given up in the last moments: {}; look at them:"
                                + " carillon deadletter list",
                        word));
    }
}
