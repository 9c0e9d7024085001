package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.LastResult;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.event.Version;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.rule.RuleValidity;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class JournalTest {
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789012Z");
    private static final LaneId LANE = new LaneId(5);
    private static final AttemptResult BAD =
            new AttemptResult.Refused(500, "no disk", Optional.empty());

    private final MemoryState state = MemoryState.create();
    private final Journal journal = new Journal(state);
    private final Ledger ledger = new Ledger(state, journal);
    private final long probe = probe();
    private final DeadLetters letters = new DeadLetters(state, journal, ledger);

    @Test
    void an_event_comes_back_as_it_was_recorded() {
        for (Version version :
                List.of(new Version.None(), new Version.ThisChange(), new Version.Earlier(9))) {
            Change change = change("dir/ключ\u0000 1", version);
            var commit = new Commit();
            journal.record(commit, change, 7, List.of());
            long stamp = committed(commit).stamp();

            assertThat(journal.event(stamp))
                    .contains(new KeptEvent(ObjectEvent.of(change, stamp), 7, List.of()));
        }
    }

    @Test
    void numbers_a_lane_without_gaps_and_reads_it_in_order() {
        List<Owed> owed = List.of(owe("a"), owe("b"), owe("a"));

        assertThat(owed).extracting(Owed::number).containsExactly(1L, 2L, 3L);
        assertThat(journal.given(LANE)).isEqualTo(3);
        assertThat(journal.lanes()).containsExactly(LANE);
        assertThat(journal.read(LANE, 1, 10)).isEqualTo(new Page(owed, 4, true));
        assertThat(journal.read(LANE, 2, 1)).isEqualTo(new Page(owed.subList(1, 2), 3, false));
    }

    @Test
    void one_event_may_be_owed_twice_to_one_lane() {
        var commit = new Commit();
        var asked = List.of(new Asked(LANE, "one"), new Asked(LANE, "two"));
        var recorded = journal.record(commit, change("k", new Version.None()), 0, asked);
        var done = committed(commit);

        assertThat(recorded.numbers()).extracting(done::number).containsExactly(1L, 2L);
        assertThat(journal.event(done.stamp()).orElseThrow().tickets())
                .containsExactly(new Ticket(LANE, 1, "one"), new Ticket(LANE, 2, "two"));
        assertThat(journal.read(LANE, 1, 10).owed())
                .extracting(owed -> owed.delivery().rule())
                .containsExactly("one", "two");
    }

    @Test
    void one_event_may_be_owed_for_every_rule_a_bucket_can_have() {
        var commit = new Commit();
        var asked =
                IntStream.range(0, RuleValidity.MAX_RULES)
                        .mapToObj(number -> new Asked(new LaneId(number + 1), "rule-" + number))
                        .toList();
        journal.record(commit, change("k", new Version.None()), 0, asked);
        asked.forEach(found -> commit.checkStamp(Key.of(new byte[] {'z'}), probe));

        assertThat(committed(commit).numbers()).hasSize(RuleValidity.MAX_RULES);
    }

    @Test
    void what_is_done_leaves_the_queue_and_enters_the_books() {
        Owed one = owe("a");
        owe("b");
        ledger.write(List.of(new LaneUpdate.Done(one, false, TIME, 2)));

        assertThat(journal.books(LANE))
                .isEqualTo(
                        new Books(2, 1, 0, 0, journal.books(LANE).accepted(), SharedTries.none()));
        assertThat(journal.owing(LANE)).isEqualTo(1);
        assertThat(journal.read(LANE, 1, 10).owed()).extracting(Owed::number).containsExactly(2L);
    }

    @Test
    void what_is_tried_again_keeps_its_attempts_and_when_it_is_due() {
        Instant due = TIME.plusSeconds(60);
        Owed again = owe("a").tried(BAD).tried(BAD).triedAndDue(TIME, due, BAD);
        ledger.write(List.of(new LaneUpdate.Again(again, false, 1)));

        Delivery kept = journal.read(LANE, 1, 10).owed().getFirst().delivery();
        assertThat(kept.attempts()).isEqualTo(3);
        assertThat(kept.due()).isEqualTo(TIME.plusSeconds(60).truncatedTo(ChronoUnit.MILLIS));
        assertThat(journal.owing(LANE)).isEqualTo(1);
    }

    @Test
    void a_dead_letter_has_its_own_copy_of_the_event() {
        Owed one = owe("a");
        ledger.write(
                List.of(new LaneUpdate.Dead(one.tried(BAD), false, DeadReason.EXPIRED, TIME, 2)));

        assertThat(letters.of(LANE, 0, 10))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.event()).isEqualTo(one.event());
                    assertThat(letter.delivery().rule()).isEqualTo("rule");
                    assertThat(letter.reason()).isEqualTo(DeadReason.EXPIRED);
                    assertThat(letter.delivery().attempts()).isEqualTo(1);
                    assertThat(letter.delivery().last())
                            .isEqualTo(
                                    new LastResult(
                                            OptionalInt.of(500), "refused with 500", "no disk"));
                });
        assertThat(journal.books(LANE))
                .isEqualTo(
                        new Books(2, 0, 1, 0, journal.books(LANE).accepted(), SharedTries.none()));
    }

    @Test
    void parked_deliveries_are_out_of_the_way_and_read_key_by_key() {
        Owed one = owe("a");
        Owed two = owe("b");
        Owed three = owe("a");
        ledger.write(
                List.of(
                        new LaneUpdate.Park(one, Books.HEAD_STAYS),
                        new LaneUpdate.Park(two, Books.HEAD_STAYS),
                        new LaneUpdate.Park(three, 4)));

        assertThat(journal.read(LANE, 1, 10).owed()).isEmpty();
        assertThat(journal.parkedHeads(LANE).owed()).containsExactly(one, two);
        assertThat(journal.readParked(LANE, one.orderKey(), 1, 10).owed())
                .containsExactly(one, three);
        assertThat(journal.readParked(LANE, one.orderKey(), 2, 10).owed()).containsExactly(three);
        assertThat(journal.owing(LANE)).isEqualTo(3);

        ledger.write(List.of(new LaneUpdate.Done(one, true, TIME, Books.HEAD_STAYS)));
        assertThat(journal.parkedHeads(LANE).owed()).containsExactly(three, two);
        assertThat(journal.books(LANE))
                .isEqualTo(
                        new Books(4, 1, 0, 0, journal.books(LANE).accepted(), SharedTries.none()));
    }

    @Test
    void a_lane_without_a_topic_is_buried_piece_by_piece_parked_ones_too() {
        for (int i = 0; i < 25; i++) {
            owe("key-" + i % 3);
        }
        Page first = journal.read(LANE, 1, 4);
        ledger.write(
                first.owed().stream()
                        .<LaneUpdate>map(owed -> new LaneUpdate.Park(owed, owed.number() + 1))
                        .toList());

        int buried = 0;
        int some = 1;
        while (some > 0) {
            some = ledger.bury(LANE, DeadReason.TOPIC_DELETED, TIME, 10);
            buried += some;
        }

        assertThat(buried).isEqualTo(25);
        assertThat(journal.owing(LANE)).isZero();
        assertThat(letters.of(LANE, 0, 100)).hasSize(25);
    }

    @Test
    void more_than_one_commit_holds_is_written_in_several() {
        var entries = new ArrayList<LaneUpdate>();
        for (int i = 0; i < 5_000; i++) {
            Owed one = owe("key-" + i);
            entries.add(new LaneUpdate.Done(one, false, TIME, one.number() + 1));
        }
        ledger.write(entries);

        assertThat(journal.books(LANE))
                .isEqualTo(
                        new Books(
                                5_001,
                                5_000,
                                0,
                                0,
                                journal.books(LANE).accepted(),
                                SharedTries.none()));
    }

    @Test
    void the_oldest_that_is_owed_may_be_of_any_parked_key() {
        Owed old = owe("z");
        Owed young = owe("a");
        Delivery it = young.delivery();
        var since = Delivery.Progress.since(TIME.plusSeconds(60));
        Owed late =
                new Owed(
                        new Delivery(
                                LANE, it.number(), it.eventStamp(), "rule", it.orderKey(), since),
                        young.event());
        ledger.write(
                List.of(
                        new LaneUpdate.Park(old, Books.HEAD_STAYS),
                        new LaneUpdate.Park(late, Books.HEAD_STAYS)));

        assertThat(journal.oldest(LANE).orElseThrow().number()).isEqualTo(1);
        assertThat(journal.oldest(new LaneId(99))).isEmpty();
    }

    @Test
    void a_broken_disk_is_reported() {
        Owed one = owe("a");
        state.crash();

        assertThatThrownBy(() -> ledger.write(List.of(new LaneUpdate.Done(one, false, TIME, 2))))
                .isInstanceOf(CannotWriteException.class);
    }

    private long probe() {
        return committed(new Commit().put(Key.of(new byte[] {'z'}), new byte[0])).stamp();
    }

    private Owed owe(String key) {
        Change change = change(key, new Version.None());
        var commit = new Commit();
        journal.record(commit, change, 0, List.of(new Asked(LANE, "rule")));
        var done = committed(commit);
        return Journal.owed(LANE, done.numbers()[0], "rule", ObjectEvent.of(change, done.stamp()));
    }

    private CommitResult.Committed committed(Commit commit) {
        return (CommitResult.Committed) state.commit(commit);
    }

    private static Change change(String key, Version version) {
        var facts =
                new ObjectFacts(
                        key,
                        42,
                        "etag",
                        version,
                        Map.of("color", "red", "size", "xl"),
                        List.of(new Tag("team", "a"), new Tag("team", "b")));
        return new Change(
                EventType.CREATED_COPY,
                TIME,
                new Bucket("0001", "photos", "me"),
                facts,
                new Origin("me", "127.0.0.1", "req", "host"));
    }
}
