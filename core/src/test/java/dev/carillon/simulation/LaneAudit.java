package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.state.State;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what is on disk of one lane, while nothing runs, with what the witness saw. */
final class LaneAudit {
    private final WitnessedLane lane;
    private final Journal journal;
    private final LaneId id;
    private final Map<Long, Owed> owed = new HashMap<>();
    private final Map<Long, DeadLetter> letters = new HashMap<>();
    private long smallestUnparked = Long.MAX_VALUE;
    private int parked;

    LaneAudit(WitnessedLane lane, State state) {
        this.lane = lane;
        this.journal = new Journal(state);
        this.id = new LaneId(lane.lane);
        read(new DeadLetters(state, new Ledger(state, journal)));
    }

    private void read(DeadLetters dead) {
        for (Owed it : journal.read(id, 1, Integer.MAX_VALUE).owed()) {
            smallestUnparked = Math.min(smallestUnparked, it.number());
            keep(it);
        }
        for (Owed head : journal.parkedHeads(id)) {
            var all = journal.readParked(id, head.orderKey(), 1, Integer.MAX_VALUE).owed();
            all.forEach(this::keep);
            parked += all.size();
        }
        for (DeadLetter it : dead.of(id, 0, Integer.MAX_VALUE)) {
            letters.put(it.delivery().number(), it);
        }
    }

    private void keep(Owed it) {
        demand(owed.put(it.number(), it) == null, () -> it + " is owed twice");
    }

    /** What this lane has been through. */
    Set<Sight> sights() {
        Set<Sight> seen = EnumSet.noneOf(Sight.class);
        if (parked > 0) {
            seen.add(Sight.PARKED);
        }
        for (DeadLetter letter : letters.values()) {
            switch (letter.reason().word()) {
                case "expired" -> seen.add(Sight.EXPIRED);
                case "no-endpoint" -> seen.add(Sight.NO_ENDPOINT);
                case "topic-deleted" -> seen.add(Sight.TOPIC_DELETED);
                default -> {}
            }
        }
        return seen;
    }

    int owing() {
        return owed.size();
    }

    /**
     * The process has ended: whatever it did must be true on disk, or be owed still.
     *
     * @param clean whether it was stopped, and everything it began has ended: then it repeats
     *     nothing
     */
    void settle(boolean clean) {
        checkBooks();
        Set<String> owing = new HashSet<>();
        for (Promised it : lane.promises()) {
            Owed still = owed.get(it.number);
            if (still != null) {
                demand(!it.settled, () -> it + " is owed again though it was settled");
                demand(!clean || !it.verdict.isFinal(), () -> it + " was not settled by stopping");
                owing.add(it.key);
                reopen(it, still, clean);
            } else if (!it.settled) {
                checkSettled(it);
                demand(
                        lane.removed() || !owing.contains(it.key),
                        () -> it + " is settled before an earlier one of its key");
                it.settled = true;
            }
        }
        checkCounts();
        lane.livesAgain();
    }

    private void checkBooks() {
        Books books = journal.books(id);
        demand(
                journal.given(id) == lane.promises().size(),
                () ->
                        "%d numbers were given, %d promised"
                                .formatted(journal.given(id), lane.promises().size()));
        demand(
                books.done() + books.dead() + owed.size() == journal.given(id),
                () ->
                        "the books do not balance: %s, %d owed, %d given"
                                .formatted(books, owed.size(), journal.given(id)));
        demand(
                books.dead() == letters.size(),
                () -> "%d dead letters, but %s".formatted(letters.size(), books));
        demand(
                books.head() <= smallestUnparked,
                () ->
                        "the head is beyond %d, which is owed: %s"
                                .formatted(smallestUnparked, books));
    }

    private void checkCounts() {
        long dead = lane.promises().stream().filter(it -> letters.containsKey(it.number)).count();
        demand(dead == letters.size(), () -> "a dead letter of a delivery nobody was promised");
    }

    private void reopen(Promised it, Owed still, boolean clean) {
        int tried = still.delivery().attempts();
        demand(
                it.stamp == still.event().sequencer().stamp()
                        && it.key.equals(still.event().change().object().key()),
                () -> still + " is owed instead of " + it);
        demand(
                clean ? tried == it.attempts : tried <= it.attempts,
                () -> it + " has so many attempts on disk: " + tried);
        it.attempts = tried;
        it.inTheAir = false;
        Instant due = still.delivery().due();
        if (clean && it.verdict instanceof Verdict.Again(Instant earliest, _)) {
            demand(!due.isBefore(earliest), () -> it + " is due too early on disk: " + due);
        }
        it.verdict =
                tried == 0
                        ? new Verdict.Open()
                        : new Verdict.Again(lane.dueAfterRestart(due), false);
    }

    private void checkSettled(Promised it) {
        Optional<DeadLetter> letter = Optional.ofNullable(letters.get(it.number));
        String reason = letter.map(found -> found.reason().word()).orElse("none");
        boolean right =
                switch (it.verdict) {
                    case Verdict.Told _ -> letter.isEmpty();
                    case Verdict.GivenUp(String why) -> why.equals(reason);
                    case Verdict.Open _, Verdict.Again _ ->
                            letter.filter(found -> mayBeGivenUp(it, found)).isPresent();
                };
        demand(right, () -> it + " is settled on disk with dead letter: " + reason);
    }

    private boolean mayBeGivenUp(Promised it, DeadLetter letter) {
        return switch (letter.reason().word()) {
            case "expired" -> lane.expiredBy(it, letter.at());
            case "topic-deleted" -> lane.removed();
            case "no-endpoint" -> lane.everUnreachable();
            default -> false;
        };
    }
}
