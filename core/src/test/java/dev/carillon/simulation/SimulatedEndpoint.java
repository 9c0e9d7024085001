package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A far end that fails at random, is down at times, and never takes some keys until it is healed.
 */
final class SimulatedEndpoint implements Endpoint {
    private final String topic;
    private final RandomGenerator random;
    private final Witness witness;
    private final InstantSource clock;
    private boolean down;
    private boolean healed;

    SimulatedEndpoint(String topic, RandomGenerator random, Witness witness, InstantSource clock) {
        this.topic = topic;
        this.random = random;
        this.witness = witness;
        this.clock = clock;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        Told told = Told.read(message);
        witness.attempted(topic, told, clock.instant());
        AttemptResult result = answer(told, limit);
        if (result.accepted()) {
            witness.accepted(topic, told);
        }
        return result;
    }

    @Override
    public void close() {}

    void turn() {
        down = !down;
    }

    void heal() {
        down = false;
        healed = true;
    }

    private AttemptResult answer(Told told, Duration limit) {
        if (healed) {
            return new AttemptResult.Accepted(200);
        }
        if (down) {
            return new AttemptResult.Unreachable("down");
        }
        if (told.key().startsWith("poison")) {
            return new AttemptResult.Refused(400, "", Optional.empty());
        }
        if (told.key().endsWith("3")) {
            return new AttemptResult.Refused(500, "", Optional.empty());
        }
        return switch (random.nextInt(20)) {
            case 0 -> new AttemptResult.TimedOut(limit);
            case 1 -> new AttemptResult.Refused(503, "", Optional.of(Duration.ofSeconds(3)));
            case 2 -> new AttemptResult.Refused(404, "", Optional.empty());
            case 3 -> throw new IllegalStateException("a bug, as ordered");
            default -> new AttemptResult.Accepted(200);
        };
    }
}
