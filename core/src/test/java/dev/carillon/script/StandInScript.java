package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.script.ScriptCall.DeliveryId;

import java.time.Duration;
import java.util.Optional;

/** A stand-in for a script, which is called as scripts are, but without a process and a worker. */
@FunctionalInterface
public interface StandInScript {
    /** Runs it for an event. */
    AttemptResult run(Delivered event, Duration limit);

    /**
     * An event as the script is given it.
     *
     * @param message the id of the message: it begins with that of the event
     * @param number in its lane
     */
    record Delivered(String message, long number, String key) {
        /** Reads it from a message of the {@link ScriptDialect}. */
        public static Delivered of(Message message) {
            var call = ScriptCall.of(message);
            DeliveryId id = call.id();
            return new Delivered(id.event(), id.number(), call.key());
        }
    }

    /** Returns the endpoint of a script, as the provider makes it. */
    static Endpoint endpoint(StandInScript script, Optional<OnceRecords> once) {
        Runner runner =
                (call, limit) -> {
                    DeliveryId id = call.id();
                    return script.run(new Delivered(id.event(), id.number(), call.key()), limit);
                };
        return new ScriptEndpoint(
                new CallCheck(false), OnceRunner.over(runner, once, Duration.ofNanos(1)));
    }
}
