package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.journal.Entry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One attempt of a queued delivery: what goes out with it, and what the lane is told of it. */
final class QueuedAttempt {
    private QueuedAttempt() {}

    /**
     * What came of it.
     *
     * @param topic the name of the topic, empty where nothing was attempted
     * @param input for the lane
     */
    record Outcome(String topic, Input input) {
        /** Writes the attempt's line, once the lane has decided what follows. */
        void log(Owed owed, Entry settled, LaneStanding lane) {
            if (input instanceof Input.Ended ended) {
                AttemptLog.queued(topic, owed, ended, settled, lane);
            }
        }
    }

    /** Attempts it; returns when that has ended. */
    static Outcome make(Attempts attempts, Destination to, Owed owed) {
        Optional<Endpoint> endpoint = to.endpoint();
        if (endpoint.isEmpty()) {
            return hopeless(owed, DeadReason.NO_ENDPOINT);
        }
        var letter = new Attempts.Letter(owed.event(), owed.delivery().rule(), headers(owed));
        Attempts.Ending ending =
                attempts.attempt(to, endpoint.get(), letter, to.policy().pacing().timeout());
        return new Outcome(
                to.name(), new Input.Ended(owed.number(), ending.result(), ending.took()));
    }

    /** It can never be attempted. */
    static Outcome hopeless(Owed owed, DeadReason reason) {
        return new Outcome("", new Input.Hopeless(owed.number(), reason));
    }

    /** It could not be attempted this time. */
    static Outcome failed(Owed owed, String why) {
        var result = new AttemptResult.Unreachable(why);
        return new Outcome("", new Input.Ended(owed.number(), result, Duration.ZERO));
    }

    private static Map<String, String> headers(Owed owed) {
        var headers = new TreeMap<>(Attempts.Letter.named(owed.event(), owed.delivery().rule()));
        headers.put("x-carillon-delivery", Long.toString(owed.number()));
        headers.put("x-carillon-attempt", Integer.toString(owed.delivery().attempts() + 1));
        if (owed.delivery().lane().replay()) {
            headers.put("x-carillon-replay", "true");
        }
        return headers;
    }
}
