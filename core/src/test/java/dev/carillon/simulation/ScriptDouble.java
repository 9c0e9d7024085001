package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.script.StandInScript;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** A script that works, fails often or always, hangs until it is ended, or is missing. */
final class ScriptDouble implements StandInScript {
    private enum Mood {
        GOOD,
        FLAKY,
        FAILING,
        HANGING,
        MISSING
    }

    private static final int SLOWEST_MILLIS = 1_500;

    private final SeededTasks tasks;
    private final RandomGenerator random;
    private final ReceptionWitness witness;
    private Mood mood = Mood.GOOD;

    ScriptDouble(SeededTasks tasks, RandomGenerator random, ReceptionWitness witness) {
        this.tasks = tasks;
        this.random = random;
        this.witness = witness;
    }

    /** Changes the mood. */
    void turn() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
    }

    /** Succeeds from now on. */
    void heal() {
        mood = Mood.GOOD;
    }

    @Override
    public AttemptResult run(Delivered event, Duration limit) {
        witness.started(event);
        AttemptResult result = result(limit);
        witness.ended(event, result);
        return result;
    }

    private AttemptResult result(Duration limit) {
        Mood now = mood;
        long takes = now == Mood.HANGING ? limit.toMillis() : random.nextInt(SLOWEST_MILLIS);
        tasks.pause(now == Mood.MISSING ? 0 : takes);
        return switch (now) {
            case GOOD -> new AttemptResult.Accepted(200);
            case FLAKY ->
                    random.nextInt(3) > 0 ? new AttemptResult.Accepted(200) : failed("exit code 1");
            case FAILING -> failed("exit code 3");
            case HANGING -> failed("no end within " + limit);
            case MISSING -> Refused.stated("the script is missing", Scope.ENDPOINT);
        };
    }

    private static Refused failed(String words) {
        return Refused.stated(words, Scope.DELIVERY);
    }
}
