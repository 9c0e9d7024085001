package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Asked;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the witness knows of one lane: all that was ever promised to it, in number order, and the
 * terms that held. It judges every attempt when it arrives.
 */
final class WitnessedLane {
    /** What {@code Concurrency} starts with, and by how much it may have grown: one a round. */
    private static final int AT_ONCE = 8;

    private static final int OPENS_AT = 5;
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final int TOO_MANY_REQUESTS = 429;

    final String topic;
    final long lane;
    private final SeededTasks tasks;
    private final List<Promised> promises = new ArrayList<>();
    private final List<Since> history = new ArrayList<>();
    private final Map<String, ArrayDeque<Promised>> lines = new HashMap<>();
    private final Map<Long, Set<String>> rulesOfStamp = new HashMap<>();
    private boolean removed;
    private boolean alwaysPaused = true;
    private int inTheAir;
    private int probes;
    private long worked;
    private int troubles;
    private long openSince = Long.MAX_VALUE;
    private Instant probeFrom = Instant.EPOCH;

    /** Terms, and the step they hold from. */
    record Since(long step, Terms terms) {}

    WitnessedLane(String topic, long lane, Since terms, SeededTasks tasks) {
        this.topic = topic;
        this.lane = lane;
        this.tasks = tasks;
        changed(terms);
    }

    /** Other terms hold. */
    void changed(Since terms) {
        history.add(terms);
        alwaysPaused &= terms.terms().pause().isPresent();
    }

    /** The topic is deleted: nobody is told of anything any more. */
    void remove() {
        removed = true;
    }

    boolean breakerOpen() {
        return openSince < Long.MAX_VALUE;
    }

    boolean removed() {
        return removed;
    }

    Terms terms() {
        return history.getLast().terms();
    }

    List<Promised> promises() {
        return promises;
    }

    /** A commit owes one event to the lane, for each of these rules. */
    void promised(String key, long stamp, Instant happened, Set<String> rules) {
        rulesOfStamp.put(stamp, new HashSet<>(rules));
        for (int i = 0; i < rules.size(); i++) {
            var promised = new Promised(promises.size() + 1L, key, stamp, happened);
            promises.add(promised);
            line(key).addLast(promised);
        }
    }

    /** An attempt arrives that was asked for then. */
    Promised attempted(Told told, Asked asked) {
        Promised it = promiseOf(told);
        demand(!removed, () -> it + " is told though the topic is deleted");
        demand(!it.settled, () -> it + " is told again though it is settled on disk");
        demand(!it.verdict.isFinal(), () -> it + " is told again though it was finished");
        demand(!it.inTheAir, () -> it + " is told twice at once");
        checkOrder(it);
        checkTerms(it, told, asked);
        it.inTheAir = true;
        inTheAir++;
        long most = AT_ONCE + 1 + worked / AT_ONCE;
        demand(inTheAir <= most, () -> inTheAir + " attempts at once, at most " + most);
        if (asked.step() >= openSince) {
            checkProbe(it, asked);
        }
        return it;
    }

    /** While the breaker is open, there is one attempt at a time, and a pause after each. */
    private void checkProbe(Promised it, Asked asked) {
        probes++;
        demand(probes <= 1, () -> "a second probe while the breaker is open: " + it);
        demand(
                !asked.at().isBefore(probeFrom),
                () -> "a probe at %s, not before %s: %s".formatted(asked.at(), probeFrom, it));
    }

    private Promised promiseOf(Told told) {
        demand(
                told.number() >= 1 && told.number() <= promises.size(),
                () -> told + " was never committed");
        Promised it = promises.get((int) told.number() - 1);
        demand(
                it.stamp == told.stamp() && it.key.equals(told.key()),
                () -> told + " bears the number of " + it);
        if (it.rule.isEmpty()) {
            it.rule = told.rule();
            it.id = told.id();
            boolean owed = rulesOfStamp.getOrDefault(it.stamp, Set.of()).remove(told.rule());
            demand(owed, () -> told + " was asked for by no rule, or twice by one");
        }
        demand(it.rule.equals(told.rule()), () -> told + " was told for another rule: " + it);
        demand(it.id.equals(told.id()), () -> told + " has another id than before: " + it.id);
        return it;
    }

    /** Everything before it of its key is finished, though perhaps nobody has seen it expire. */
    private void checkOrder(Promised it) {
        ArrayDeque<Promised> line = line(it.key);
        while (line.peekFirst() != it) {
            Promised before = line.pollFirst();
            demand(before != null, () -> it + " is not at its place");
            demand(!before.inTheAir, () -> it + " is told while " + before + " is in the air");
            if (!before.verdict.isFinal() && !everUnreachable()) {
                demand(expiredBy(before, tasks.steady()), () -> it + " is told before " + before);
                before.verdict = new Verdict.GivenUp("expired");
            }
        }
    }

    private void checkTerms(Promised it, Told told, Asked asked) {
        demand(
                told.attempt() == it.attempts + 1,
                () -> it + " is told as attempt " + told.attempt());
        demand(
                !termsAt(asked.step()).expired(it.happened, asked.at()),
                () -> it + " is told when its time to live had passed");
        if (it.verdict instanceof Verdict.Again(Instant due, boolean strict)
                && (strict || alwaysPaused)) {
            demand(
                    !asked.at().isBefore(due),
                    () -> it + " is tried again at " + asked.at() + ", due at " + due);
        }
    }

    /** An attempt has ended: from what is known now follows what must come of it. */
    void answered(Promised it, AttemptResult result, Asked asked) {
        it.inTheAir = false;
        it.attempts++;
        it.verdict = terms().after(result, it.attempts, it.happened, tasks.steady());
        inTheAir--;
        if (asked.step() >= openSince) {
            probes--;
            probeFrom = tasks.steady().plus(FIRST_PROBE);
        }
        learn(result);
    }

    /** A server's error may be the fault of the one delivery: it says nothing here. */
    private void learn(AttemptResult result) {
        if (Terms.works(result)) {
            works();
        } else if (!(result instanceof AttemptResult.Refused refused)
                || refused.status() == TOO_MANY_REQUESTS) {
            trouble();
        }
    }

    private void trouble() {
        troubles++;
        if (troubles == OPENS_AT) {
            openSince = tasks.steps();
            // It may have opened before, by failures that say nothing here.
            probeFrom = Instant.EPOCH;
            probes = 0;
        }
    }

    private void works() {
        worked++;
        troubles = 0;
        openSince = Long.MAX_VALUE;
        probes = 0;
    }

    /** The process starts anew, over what {@link LaneAudit} found on disk. */
    void livesAgain() {
        inTheAir = 0;
        worked = 0;
        works();
        lines.clear();
        for (Promised it : promises) {
            if (!it.settled) {
                line(it.key).addLast(it);
            }
        }
    }

    /**
     * From when a delivery may be tried whose due time was read back. The clock it was set by may
     * have been ahead of today's, so it waits no longer than a delivery ever may.
     */
    Instant dueAfterRestart(Instant due) {
        Instant latest = tasks.steady().plus(Terms.LONGEST_WAIT);
        return due.isBefore(latest) ? due : latest;
    }

    /** The first delivery of a key that no far end refuses, and that is not finished. */
    Optional<Promised> heldBack() {
        return promises.stream()
                .filter(it -> !it.settled && !it.verdict.isFinal() && !mayBeGivenUp(it))
                .filter(it -> !FarEnd.refuses(it.key))
                .findFirst();
    }

    /** Whether it may have become a dead letter with nobody looking on. */
    private boolean mayBeGivenUp(Promised it) {
        return removed || everUnreachable() || expiredBy(it, tasks.steady());
    }

    boolean expiredBy(Promised it, Instant at) {
        return history.stream().anyMatch(since -> since.terms().expired(it.happened, at));
    }

    boolean everUnreachable() {
        return history.stream().anyMatch(since -> !since.terms().reachable());
    }

    private Terms termsAt(long step) {
        for (Since since : history.reversed()) {
            if (since.step() <= step) {
                return since.terms();
            }
        }
        return history.getFirst().terms();
    }

    private ArrayDeque<Promised> line(String key) {
        return lines.computeIfAbsent(key, _ -> new ArrayDeque<>());
    }
}
