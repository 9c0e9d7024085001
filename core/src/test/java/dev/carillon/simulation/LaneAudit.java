package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Owed;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.journal.Books;
import dev.carillon.journal.Journal;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compares the records of one lane on disk, while nothing runs, with what the witness saw. The
 * journal's own audit checks that they are consistent.
 */
final class LaneAudit {
    private final WitnessedLane lane;
    private final Journal journal;
    private final Moment now;
    private final Books books;
    private final Map<Long, Owed> owed = new HashMap<>();
    private final Map<Long, DeadLetter> letters = new HashMap<>();
    private final Set<Long> parked = new HashSet<>();

    LaneAudit(WitnessedLane lane, DeliveryEngine engine, Moment now) {
        this.lane = lane;
        this.journal = engine.journal();
        this.now = now;
        this.books = journal.books(lane.id);
        journal.read(lane.id, 1, Integer.MAX_VALUE).owed().forEach(this::keep);
        for (Owed head : journal.parkedHeads(lane.id).owed()) {
            var all = journal.readParked(lane.id, head.orderKey(), 1, Integer.MAX_VALUE).owed();
            all.forEach(this::keep);
            all.forEach(owed -> parked.add(owed.number()));
        }
        engine.letters()
                .of(lane.id, 0, Integer.MAX_VALUE)
                .forEach(deadLetter -> letters.put(deadLetter.delivery().number(), deadLetter));
    }

    private void keep(Owed it) {
        demand(owed.put(it.number(), it) == null, () -> it + " is owed twice");
    }

    /** Returns the situations that this lane has covered. */
    Set<Coverage> sights() {
        Set<Coverage> seen = EnumSet.noneOf(Coverage.class);
        if (!parked.isEmpty()) {
            seen.add(Coverage.PARKED);
        }
        for (DeadLetter letter : letters.values()) {
            switch (letter.reason().word()) {
                case "expired" -> seen.add(Coverage.EXPIRED);
                case "no-endpoint" -> seen.add(Coverage.NO_ENDPOINT);
                case "topic-deleted" -> seen.add(Coverage.TOPIC_DELETED);
                case "rule-deleted" -> seen.add(Coverage.RULE_DELETED);
                case "queue-full" -> seen.add(Coverage.DROPPED);
                default -> {}
            }
        }
        return seen;
    }

    int owing() {
        return owed.size();
    }

    /**
     * Checks, after the end of the process, that everything it did is on disk or still owed.
     *
     * @param clean whether it was stopped and everything it began has ended; then nothing is
     *     repeated
     */
    void settle(boolean clean) {
        demand(
                journal.given(lane.id) == lane.promises().size(),
                () ->
                        "%d numbers were given in lane %s, %d promised"
                                .formatted(
                                        journal.given(lane.id), lane.id, lane.promises().size()));
        letters.values().forEach(lane::buried);
        Set<String> owing = new HashSet<>();
        for (Promised it : lane.promises()) {
            Owed still = owed.get(it.number);
            if (still != null) {
                demand(!it.settled, () -> it + " is owed again though it was settled");
                demand(!clean || !it.verdict.isFinal(), () -> it + " was not settled by stopping");
                if (!it.unknowable()) {
                    owing.add(it.key);
                }
                reopen(it, still, clean);
            } else {
                settled(it, owing);
            }
        }
        lane.livesAgain(parked, books.accepted(), clean);
    }

    private void settled(Promised it, Set<String> owing) {
        boolean buried = letters.containsKey(it.number);
        if (!it.settled) {
            demand(
                    it.verdict instanceof Verdict.Delivered || it.damaged(),
                    () -> it + " is settled on disk");
            demand(
                    it.verdict instanceof Verdict.Delivered || it.eventBad,
                    () -> it + " is lost without a dead letter");
        }
        demand(
                buried == (it.dead.isPresent() && !it.gone),
                () -> it + (buried ? " has a dead letter" : " has no dead letter"));
        demand(
                lane.topic.removed() || it.damaged() || !owing.contains(it.key),
                () -> it + " is settled before an earlier one of its key");
        it.settled = true;
    }

    private void reopen(Promised it, Owed still, boolean clean) {
        int tried = still.delivery().attempts();
        demand(
                it.stamp == still.event().sequencer().stamp()
                        && it.key.equals(still.event().change().object().key())
                        && it.since.equals(still.since()),
                () -> still + " is owed instead of " + it);
        demand(
                clean ? tried == it.attempts : tried <= it.attempts,
                () -> it + " has so many attempts on disk: " + tried);
        it.attempts = tried;
        int shared = books.shared().of(still.delivery());
        // A lane forgets its count when it owes nothing that it knows of.
        boolean counted = clean && !it.unknowable();
        demand(
                shared <= it.shared.most() && (!counted || shared >= it.shared.least()),
                () -> it + " has so many tries by others on disk: " + shared);
        it.shared.livesAgain(shared, now.at());
        it.inTheAir = false;
        Instant due = still.delivery().due();
        Duration pause = still.delivery().progress().pause();
        it.pause = tried == 0 ? Duration.ZERO : pause;
        if (clean && it.verdict instanceof Verdict.Again(Instant earliest, Moment since, _)) {
            demand(
                    !due.isBefore(earliest) && !since.at().plus(pause).isBefore(earliest),
                    () -> it + " is due too early on disk: " + due + " after " + pause);
        }
        // The clock may have been ahead when the due time was set: a delivery waits no longer than
        // its own pause.
        Instant latest = now.at().plus(pause);
        Instant then = due.isBefore(latest) ? due : latest;
        it.verdict = tried == 0 ? new Verdict.Open() : new Verdict.Again(then, now, false);
    }
}
