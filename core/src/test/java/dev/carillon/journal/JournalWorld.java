package dev.carillon.journal;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.testkit.MemoryState;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A journal in memory, with the steps that its tests share. */
final class JournalWorld {
    static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");
    static final LaneId LANE = new LaneId(5);
    static final AttemptResult BAD = new AttemptResult.Refused(500, "no disk", Optional.empty());
    static final AttemptResult OK = new AttemptResult.Accepted(200);

    final MemoryState state = MemoryState.create();
    final Journal journal = new Journal(state);
    final Ledger ledger = new Ledger(state, journal);
    final DeadLetters letters = new DeadLetters(state, journal, ledger);
    final EventLog log = new EventLog(state, journal);

    /** Records an event of the key, owed for each rule. */
    List<Owed> owe(String key, String... rules) {
        Change change = change(key);
        List<Asked> asked = List.of(rules).stream().map(text -> new Asked(LANE, text)).toList();
        var commit = new Commit();
        Recorded recorded = journal.record(commit, change, 7, asked);
        var done = (CommitResult.Committed) state.commit(commit);
        var event = ObjectEvent.of(change, done.stamp());
        return recorded.numbers().stream()
                .map(done::number)
                .map(number ->
                        Journal.owed(LANE, number, rules[(int) (number - first(done))], event))
                .toList();
    }

    Owed oweOne(String key) {
        return owe(key, "rule").getFirst();
    }

    /** Owes events once more, behind all others. */
    List<Owed> oweAgain(List<ObjectEvent> events) {
        var repeats =
                events.stream()
                        .map(objectEvent ->
                                new EventLog.Repeat(objectEvent, List.of(new Asked(LANE, "rule"))))
                        .toList();
        return log.owe(repeats, TIME);
    }

    void done(Owed owed) {
        ledger.write(List.of(new LaneUpdate.Done(owed.tried(OK), false, TIME, owed.number() + 1)));
    }

    void bury(Owed owed) {
        ledger.write(
                List.of(
                        new LaneUpdate.Dead(
                                owed.tried(BAD),
                                false,
                                DeadReason.REFUSED,
                                TIME,
                                owed.number() + 1)));
    }

    /** Cuts everything that may be cut. */
    long trim() {
        return new Retention(state, journal, Duration.ZERO, 0).trim(TIME.plusSeconds(9));
    }

    /** Returns the keys of 200 events of more than 60 KB each, 12 MB together. */
    static Stream<String> largeKeys() {
        return IntStream.range(0, 200).mapToObj(number -> "k".repeat(60_000) + number);
    }

    static Change change(String key) {
        var facts = new ObjectFacts(key, 1, "e", new Version.None(), Map.of(), List.of());
        return new Change(
                EventType.CREATED_PUT,
                TIME,
                new Bucket("b", "photos", "o"),
                facts,
                new Origin("p", "", "r", "h"));
    }

    private static long first(CommitResult.Committed done) {
        return done.numbers()[0];
    }
}
