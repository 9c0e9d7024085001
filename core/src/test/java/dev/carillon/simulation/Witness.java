package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Asked;
import dev.carillon.state.State;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees every commit and every attempt, and says so at once when a promise is broken. What all it
 * saw comes to one number: two runs of one seed must have the same.
 */
final class Witness {
    private static final int OPENS_AT = 5;

    private final SeededTasks tasks;
    private final Map<String, WitnessedLane> lanes = new LinkedHashMap<>();
    private final Map<String, Boolean> toldAtOnce = new HashMap<>();
    private final Set<Sight> sights = EnumSet.noneOf(Sight.class);
    private final Set<String> everTold = new HashSet<>();
    private long stoppedAt = Long.MAX_VALUE;
    private int failedAtOnce;
    private long trace;
    private int promises;

    Witness(SeededTasks tasks) {
        this.tasks = tasks;
    }

    void saw(Sight sight) {
        sights.add(sight);
        trace(sight.name().hashCode());
    }

    Set<Sight> sights() {
        return sights;
    }

    private void trace(long event) {
        trace = (trace * 31 + event) * 31 + tasks.steady().toEpochMilli();
    }

    /** Everything that was seen, as one number. */
    long trace() {
        return trace;
    }

    int promises() {
        return promises;
    }

    Collection<WitnessedLane> lanes() {
        return lanes.values();
    }

    void made(WitnessedLane lane) {
        lanes.put(lane.topic, lane);
    }

    void promised(WitnessedLane lane, String key, long stamp, Instant happened, Set<String> rules) {
        promises += rules.size();
        lane.promised(key, stamp, happened, rules);
        trace(stamp);
    }

    /** A commit was made whose event is to be told before it is answered. */
    void promisedAtOnce(String key, long stamp) {
        toldAtOnce.put(key + "/" + stamp, false);
        trace(stamp);
    }

    /** Nothing more may be begun: the server stops, or cannot settle anything any more. */
    void stopped() {
        stoppedAt = Math.min(stoppedAt, tasks.mark());
    }

    /** An attempt arrives; what it is about, unless it is one of those made at once. */
    Optional<Promised> attempted(Told told, Asked asked) {
        trace(told.stamp() * 31 + told.number());
        saw(Sight.ATTEMPT);
        if (told.number() == 0) {
            attemptedAtOnce(told);
            return Optional.empty();
        }
        demand(asked.step() < stoppedAt, () -> told + " was begun when nothing may be any more");
        WitnessedLane lane = lanes.get(told.topic());
        demand(lane != null, () -> told + " is of a topic nobody made");
        Promised it = lane.attempted(told, asked);
        if (it.attempts > 0) {
            saw(Sight.RETRY);
        }
        if (!everTold.add(told.topic() + told.number() + "/" + told.attempt())) {
            saw(Sight.REPEAT);
        }
        return Optional.of(it);
    }

    private void attemptedAtOnce(Told told) {
        String name = told.key() + "/" + told.stamp();
        Boolean before = toldAtOnce.put(name, true);
        demand(before != null, () -> told + " was never committed");
        demand(!before, () -> told + " is told twice, though it is told at once");
        saw(Sight.TOLD_AT_ONCE);
    }

    /** How an attempt ended that was made at once. */
    void answeredAtOnce(AttemptResult result) {
        failedAtOnce = Terms.works(result) ? 0 : failedAtOnce + 1;
    }

    /** A client is answered: unless the far end is in trouble, the event was told before. */
    void answersClient(String key, long stamp) {
        demand(
                toldAtOnce.getOrDefault(key + "/" + stamp, false) || failedAtOnce >= OPENS_AT,
                () -> key + " is answered before its change " + stamp + " was told");
    }

    void answered(Told told, Promised it, AttemptResult result, Asked asked) {
        trace(it.number * 31 + result.summary().hashCode());
        WitnessedLane lane = lanes.get(told.topic());
        lane.answered(it, result, asked);
        if (lane.breakerOpen()) {
            saw(Sight.BREAKER_OPEN);
        }
        switch (it.verdict) {
            case Verdict.GivenUp(String reason) when reason.equals("refused") -> saw(Sight.REFUSED);
            case Verdict.GivenUp(String reason) when reason.equals("retries-exhausted") ->
                    saw(Sight.RETRIES_EXHAUSTED);
            default -> {}
        }
    }

    /** The process has ended; what is on disk is all there is. */
    void died(State state, boolean clean) {
        stoppedAt = Long.MAX_VALUE;
        failedAtOnce = 0;
        saw(clean ? Sight.CLEAN_STOP : Sight.CRASH);
        for (WitnessedLane lane : lanes.values()) {
            var audit = new LaneAudit(lane, state);
            audit.settle(clean);
            audit.sights().forEach(this::saw);
            trace(audit.owing());
        }
    }

    /** Once nothing is left to do: every promise is kept, or accounted for by a dead letter. */
    void checkTheEnd(State state) {
        for (WitnessedLane lane : lanes.values()) {
            var audit = new LaneAudit(lane, state);
            audit.settle(true);
            demand(
                    audit.owing() == 0,
                    () -> audit.owing() + " deliveries are owed for ever to " + lane.topic);
        }
    }
}
