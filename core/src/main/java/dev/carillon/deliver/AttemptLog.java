package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.LaneUpdate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import java.time.Duration;

/**
 * Writes one log line for each attempt: the message, the recipient, the result, and the decision
 * that follows, in named fields. Accepted attempts are on level debug, all others on info; the
 * fields are in docs/operations.md.
 */
final class AttemptLog {
    private static final Logger LOG = LoggerFactory.getLogger("carillon.attempt");

    private AttemptLog() {}

    /**
     * Logs the attempt of a queued delivery.
     *
     * @param owed as it was before the attempt
     * @param settled the decision that follows
     * @param lane the condition of its lane after it
     */
    static void queued(
            String topic, Owed owed, Input.Ended ended, LaneUpdate settled, LaneStatus lane) {
        LoggingEventBuilder line =
                begin(topic, owed.event(), owed.delivery().rule(), ended.result(), ended.took())
                        .addKeyValue("delivery", owed.number())
                        .addKeyValue("replay", owed.delivery().lane().replay())
                        .addKeyValue("attempt", owed.delivery().attempts() + 1);
        with(line, settled)
                .addKeyValue("in_flight", lane.inFlight())
                .addKeyValue("limit", lane.limit())
                .addKeyValue("breaker", lane.breakerOpen() ? "open" : "closed")
                .log("delivery {}{}", ended.result().summary(), words(settled));
    }

    /** Logs the attempt of a synchronous delivery, which is never repeated. */
    static void synchronous(
            String topic, ObjectEvent event, String rule, Attempts.TimedResult ending) {
        AttemptResult result = ending.result();
        if (logs(result)) {
            begin(topic, event, rule, result, ending.took())
                    .addKeyValue("attempt", 1)
                    .addKeyValue("settled", result.accepted() ? "done" : "lost")
                    .log("synchronous delivery {}", result.summary());
        }
    }

    /** Returns whether an attempt with this result gets a line. */
    static boolean logs(AttemptResult result) {
        return result.accepted() ? LOG.isDebugEnabled() : LOG.isInfoEnabled();
    }

    private static LoggingEventBuilder begin(
            String topic, ObjectEvent event, String rule, AttemptResult result, Duration took) {
        return (result.accepted() ? LOG.atDebug() : LOG.atInfo())
                .addKeyValue("topic", topic)
                .addKeyValue("rule", rule)
                .addKeyValue("bucket", event.change().bucket().name())
                .addKeyValue("key", event.change().object().key())
                .addKeyValue("event", event.id())
                .addKeyValue("sequencer", event.sequencer())
                .addKeyValue("result", word(result))
                .addKeyValue("status", result.status().orElse(0))
                .addKeyValue("took_ms", took.toMillis());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, LaneUpdate settled) {
        return switch (settled) {
            case LaneUpdate.Done _ -> line.addKeyValue("settled", "done");
            case LaneUpdate.Again again ->
                    line.addKeyValue("settled", "again")
                            .addKeyValue("due", again.owed().delivery().due());
            case LaneUpdate.Dead dead ->
                    line.addKeyValue("settled", "dead").addKeyValue("reason", dead.reason().word());
            case LaneUpdate.Counted _, LaneUpdate.Park _ -> line;
        };
    }

    private static String words(LaneUpdate settled) {
        return switch (settled) {
            case LaneUpdate.Again again -> ", again at " + again.owed().delivery().due();
            case LaneUpdate.Dead dead -> ", given up: " + dead.reason().word();
            case LaneUpdate.Counted _, LaneUpdate.Done _, LaneUpdate.Park _ -> "";
        };
    }

    /** Returns the word for the result of an attempt, in logs and metrics. */
    static String word(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Accepted _ -> "accepted";
            case AttemptResult.Refused _ -> "refused";
            case AttemptResult.Unreachable _ -> "unreachable";
            case AttemptResult.TimedOut _ -> "timed-out";
        };
    }
}
