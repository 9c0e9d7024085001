package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The endpoint of one subscription: works, fails often, or always. */
final class SubscriberEndpoint implements Endpoint {
    private enum Mood {
        GOOD,
        FLAKY,
        DOWN
    }

    private static final int SLOWEST_MILLIS = 200;

    private final String id;
    private final SeededTasks tasks;
    private final RandomGenerator random;
    private final BrokerWitness witness;
    private Mood mood = Mood.GOOD;

    SubscriberEndpoint(
            String id, SeededTasks tasks, RandomGenerator random, BrokerWitness witness) {
        this.id = id;
        this.tasks = tasks;
        this.random = random;
        this.witness = witness;
    }

    /** Changes the mood. */
    void turn() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
    }

    /** Accepts everything from now on. */
    void heal() {
        mood = Mood.GOOD;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        SentEvent sent = SentEvent.read(message).getFirst();
        witness.attempted(id, sent);
        boolean good = mood == Mood.GOOD || (mood == Mood.FLAKY && random.nextInt(3) > 0);
        tasks.pause(random.nextInt(SLOWEST_MILLIS));
        if (good) {
            witness.accepted(id, sent);
            return new AttemptResult.Accepted(200);
        }
        witness.failed(id, sent);
        return new AttemptResult.Unreachable("down");
    }

    @Override
    public void close() {}
}
