package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.Optional;

/**
 * Gives each event to code on this machine. Success is accepted; a failure concerns this delivery
 * only; an event that can never be run is refused for good.
 *
 * <p>The limit of an attempt is that of the run. An attempt may take longer: it waits for a free
 * worker before, and for the end of a run that must be ended after.
 */
final class ScriptEndpoint implements Endpoint {
    private final CallCheck check;
    private final Runner runner;

    ScriptEndpoint(CallCheck check, Runner runner) {
        this.check = check;
        this.runner = runner;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        var call = ScriptCall.of(message);
        Optional<String> objection = check.objection(call);
        return objection.isPresent()
                ? Refused.stated(objection.get(), Scope.MESSAGE)
                : runner.run(call, limit);
    }

    /** Does nothing: what runs belongs to the provider. */
    @Override
    public void close() {}
}
