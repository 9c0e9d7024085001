package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * An endpoint that answers slowly, changes its mood, and refuses some keys until it is healed:
 * those that begin with {@code poison} or end with {@code 3}. It refuses those that begin with
 * {@code gone} permanently.
 */
final class SimulatedEndpoint implements Endpoint {
    private enum Mood {
        GOOD,
        FLAKY,
        SLOW,
        DOWN,
        HANGING,
        BUSY,
        BROKEN
    }

    private static final int USUAL_MILLIS = 300;
    private static final int SLOW_MILLIS = 12_000;

    private final SeededTasks tasks;
    private final RandomGenerator random;
    private final Witness witness;
    private Mood mood = Mood.FLAKY;
    private boolean healed;

    SimulatedEndpoint(SeededTasks tasks, RandomGenerator random, Witness witness) {
        this.tasks = tasks;
        this.random = random;
        this.witness = witness;
    }

    /** Changes the mood. */
    void turn() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
    }

    /** Accepts every key from now on, except those that it refuses until it is healed. */
    void calm() {
        mood = Mood.GOOD;
    }

    /** Accepts everything from now on. */
    void heal() {
        healed = true;
        mood = Mood.GOOD;
    }

    /** Returns whether this key is refused until the endpoint is healed. */
    static boolean refuses(String key) {
        return key.startsWith("poison") || key.endsWith("3");
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        List<SentEvent> sent = SentEvent.read(message);
        List<Promised> promised = witness.attempted(sent, limit);
        AttemptResult result = take(sent, limit);
        if (promised.isEmpty()) {
            witness.answeredSynchronously(result);
        } else {
            witness.answered(promised, result);
        }
        if (result instanceof AttemptResult.Unreachable(String cause) && cause.equals("a bug")) {
            throw new IllegalStateException("a bug, as ordered");
        }
        return result;
    }

    @Override
    public void close() {}

    private AttemptResult take(List<SentEvent> sent, Duration limit) {
        AttemptResult result = answer(sent);
        boolean hangs = result instanceof AttemptResult.TimedOut;
        int longest = mood == Mood.SLOW ? SLOW_MILLIS : USUAL_MILLIS;
        long takes = hangs ? Long.MAX_VALUE : random.nextInt(longest);
        tasks.pause(Math.min(takes, limit.toMillis()));
        if (takes < limit.toMillis()) {
            return result;
        }
        witness.saw(Coverage.TIMED_OUT);
        return new AttemptResult.TimedOut(limit);
    }

    private AttemptResult answer(List<SentEvent> sent) {
        if (any(sent, text -> text.startsWith("gone"))) {
            return refused(410);
        }
        if (!healed && any(sent, text -> text.startsWith("poison"))) {
            return refused(400);
        }
        if (!healed && any(sent, text -> text.endsWith("3"))) {
            return refused(500);
        }
        return switch (mood) {
            case GOOD, SLOW -> new AttemptResult.Accepted(200);
            case FLAKY -> flaky();
            case DOWN -> new AttemptResult.Unreachable("down");
            case HANGING -> new AttemptResult.TimedOut(Duration.ZERO);
            case BUSY -> busy();
            case BROKEN -> refused(500);
        };
    }

    /**
     * Returns whether any event of the message has such a key: then the whole message is refused.
     */
    private static boolean any(List<SentEvent> sent, Predicate<String> key) {
        return sent.stream().map(SentEvent::key).anyMatch(key);
    }

    private AttemptResult flaky() {
        return switch (random.nextInt(20)) {
            case 0 -> new AttemptResult.TimedOut(Duration.ZERO);
            case 1 -> new AttemptResult.Refused(503, "", Optional.of(Duration.ofSeconds(3)));
            case 2 -> refused(404);
            case 3 -> new AttemptResult.Unreachable("a bug");
            default -> new AttemptResult.Accepted(200);
        };
    }

    private AttemptResult busy() {
        var wait = Duration.ofSeconds(1 + random.nextInt(60));
        return new AttemptResult.Refused(429, "", Optional.of(wait));
    }

    private static AttemptResult refused(int status) {
        return new AttemptResult.Refused(status, "", Optional.empty());
    }
}
