package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.LaneUpdate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Makes one attempt of a queued delivery, or of several that share a message, and returns the
 * lane's input.
 */
final class QueuedAttempt {
    private QueuedAttempt() {}

    /**
     * The outcome of the attempt.
     *
     * @param topic the name of the topic, empty if nothing was attempted
     * @param input for the lane
     */
    record Outcome(String topic, Input input) {
        /** Returns whether the attempt gets a log line. */
        boolean logged() {
            return input instanceof Input.Ended ended && AttemptLog.logs(ended.result());
        }

        /** Writes the attempt's log line, after the lane has decided what follows. */
        void log(Owed owed, LaneUpdate settled, LaneStatus lane) {
            if (input instanceof Input.Ended ended) {
                AttemptLog.queued(topic, owed, ended, settled, lane);
            }
        }
    }

    /**
     * Makes the attempt; returns when it has ended.
     *
     * @param events those of the batch, as they are sent
     */
    static Outcome make(
            Attempts attempts, Destination to, List<Owed> batch, List<ObjectEvent> events) {
        Optional<Endpoint> endpoint = to.endpoint();
        if (endpoint.isEmpty()) {
            return hopeless(batch, DeadReason.NO_ENDPOINT);
        }
        String rule = batch.getFirst().delivery().rule();
        var letter = new Attempts.PreparedMessage(events, rule, headers(batch, events, rule));
        Attempts.TimedResult ending =
                attempts.attempt(to, endpoint.get(), letter, to.policy().pacing().timeout());
        return new Outcome(
                to.name(), new Input.Ended(number(batch), ending.result(), ending.took()));
    }

    /** Returns the outcome of deliveries that can never be attempted. */
    static Outcome hopeless(List<Owed> batch, DeadReason reason) {
        return new Outcome("", new Input.Hopeless(number(batch), reason));
    }

    /** Returns the outcome of an attempt that was not made and does not count. */
    static Outcome withdrawn(List<Owed> batch) {
        return new Outcome("", new Input.Withdrawn(number(batch)));
    }

    /** Returns the outcome of deliveries that could not be attempted this time. */
    static Outcome failed(List<Owed> batch, String why) {
        var result = new AttemptResult.Unreachable(why);
        return new Outcome("", new Input.Ended(number(batch), result, Duration.ZERO));
    }

    private static long number(List<Owed> batch) {
        return batch.getFirst().number();
    }

    private static Map<String, String> headers(
            List<Owed> batch, List<ObjectEvent> events, String rule) {
        var headers = new TreeMap<>(Attempts.PreparedMessage.named(events, rule));
        var numbers = new StringJoiner(",");
        int tried = 0;
        for (Owed owed : batch) {
            numbers.add(Long.toString(owed.number()));
            tried = Math.max(tried, owed.delivery().attempts());
        }
        headers.put("x-carillon-delivery", numbers.toString());
        headers.put("x-carillon-attempt", Integer.toString(tried + 1));
        if (batch.getFirst().delivery().lane().replay()) {
            headers.put("x-carillon-replay", "true");
        }
        return headers;
    }
}
