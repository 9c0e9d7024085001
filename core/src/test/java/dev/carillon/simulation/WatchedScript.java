package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.script.OnceRecords;
import dev.carillon.script.StandInScript;

import java.time.Duration;
import java.util.Optional;

/** The endpoint of a script, whose attempts a witness sees. */
final class WatchedScript implements Endpoint {
    private final Endpoint endpoint;
    private final ReceptionWitness witness;

    WatchedScript(StandInScript script, ReceptionWitness witness, Optional<OnceRecords> once) {
        this.endpoint = StandInScript.endpoint(script, once);
        this.witness = witness;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        var event = StandInScript.Delivered.of(message);
        witness.attempted(event);
        AttemptResult result = endpoint.send(message, limit);
        witness.answered(event, result);
        return result;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
