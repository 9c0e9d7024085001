package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.LANE;
import static dev.carillon.journal.JournalWorld.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class DeadLettersTest {
    private static final Instant LATER = TIME.plusSeconds(100);
    private static final LaneId REPLAYS = LANE.ofReplays();

    private final JournalWorld world = new JournalWorld();

    @Test
    void a_letter_sent_again_is_owed_to_the_replay_lane_and_no_letter_any_more() {
        Owed lost = buried("a");

        List<Owed> made = world.letters.replay(all(), DeadLettersTest::toReplays, LATER);

        assertThat(all()).isEmpty();
        assertThat(made)
                .singleElement()
                .satisfies(owed -> {
                    assertThat(owed.event()).isEqualTo(lost.event());
                    assertThat(owed.delivery().rule()).isEqualTo("rule");
                    assertThat(owed.delivery().attempts()).isZero();
                    assertThat(owed.since()).isEqualTo(LATER);
                });
        assertThat(world.journal.read(REPLAYS, 1, 9).owed()).isEqualTo(made);
        assertThat(world.journal.owing(LANE)).isZero();
    }

    @Test
    void sending_the_same_letters_twice_owes_them_once() {
        buried("a");
        buried("b");
        List<DeadLetter> seen = all();

        assertThat(world.letters.replay(seen, DeadLettersTest::toReplays, LATER)).hasSize(2);
        assertThat(world.letters.replay(seen, DeadLettersTest::toReplays, LATER)).isEmpty();
        assertThat(world.journal.given(REPLAYS)).isEqualTo(2);
    }

    @Test
    void where_a_letter_goes_is_asked_once() {
        buried("a");
        var lanes = List.of(new LaneId(7), new LaneId(8)).iterator();

        Owed made = world.letters.replay(all(), _ -> Optional.of(lanes.next()), LATER).getFirst();

        assertThat(made.delivery().lane()).isEqualTo(new LaneId(7));
        assertThat(world.journal.read(new LaneId(7), 1, 9).owed()).containsExactly(made);
    }

    @Test
    void two_rules_of_one_event_are_sent_again_each() {
        world.owe("a", "one", "two").forEach(world::bury);

        assertThat(world.letters.replay(all(), DeadLettersTest::toReplays, LATER))
                .extracting(owed -> owed.delivery().rule())
                .containsExactly("one", "two");
    }

    @Test
    void a_letter_whose_event_has_left_the_log_brings_it_back() {
        Owed lost = buried("a");
        assertThat(world.trim()).isEqualTo(1);
        assertThat(world.journal.event(stamp(lost))).isEmpty();

        world.letters.replay(all(), DeadLettersTest::toReplays, LATER);

        assertThat(world.journal.event(stamp(lost)).orElseThrow().tickets())
                .containsExactly(new Ticket(REPLAYS, 1, "rule"));
        assertThat(world.log.ofObject("b", "a", 9)).hasSize(1);
        assertThat(world.trim()).as("it is owed").isZero();
        world.done(world.journal.read(REPLAYS, 1, 9).owed().getFirst());
        assertThat(world.trim()).isEqualTo(1);
    }

    @Test
    void a_letter_to_nobody_stays() {
        buried("a");

        assertThat(world.letters.replay(all(), _ -> Optional.empty(), LATER)).isEmpty();
        assertThat(all()).hasSize(1);
    }

    @Test
    void what_is_purged_is_gone_and_the_books_know() {
        Owed lost = buried("a");
        buried("b");

        assertThat(world.letters.purge(all().subList(0, 1), LATER)).isEqualTo(1);

        assertThat(all())
                .extracting(deadLetter -> deadLetter.delivery().number())
                .containsExactly(2L);
        assertThat(world.letters.count(LANE)).isEqualTo(1);
        assertThat(world.journal.books(LANE))
                .isEqualTo(
                        new Books(
                                3,
                                0,
                                2,
                                1,
                                world.journal.books(LANE).accepted(),
                                SharedTries.none()));
        KeptEvent kept = world.journal.event(stamp(lost)).orElseThrow();
        assertThat(world.log.fate(kept, kept.tickets().getFirst()))
                .isEqualTo(
                        new DeliveryOutcome.Ended(
                                new FinalState(
                                        FinalState.Kind.PURGED,
                                        LATER,
                                        1,
                                        OptionalInt.of(500),
                                        "")));
    }

    @Test
    void more_letters_than_one_commit_takes_leave_in_several() {
        IntStream.range(0, 450).forEach(number -> buried("key-" + number));

        assertThat(world.letters.replay(all(), DeadLettersTest::toReplays, LATER)).hasSize(450);
        assertThat(world.journal.given(REPLAYS)).isEqualTo(450);
        assertThat(world.letters.count(LANE)).isZero();
    }

    @Test
    void letters_of_events_too_large_for_one_commit_leave_in_several() {
        JournalWorld.largeKeys().forEach(this::buried);

        List<Owed> made = world.letters.replay(all(), DeadLettersTest::toReplays, LATER);

        assertThat(made).hasSize(200);
        assertThat(world.journal.read(REPLAYS, 1, 999).owed()).isEqualTo(made);
        assertThat(world.letters.count(LANE)).isZero();
        assertThat(Audit.of(world.state).findings().words()).isEmpty();
    }

    @Test
    void letters_of_all_lanes_are_read_page_by_page() {
        buried("a");
        buried("b");
        world.letters.replay(all().subList(0, 1), DeadLettersTest::toReplays, LATER);
        world.bury(world.journal.read(REPLAYS, 1, 1).owed().getFirst());

        DeadLetter first = world.letters.all(Optional.empty(), _ -> true, 1).getFirst();
        var place = DeadLetters.LetterId.of(first);
        DeadLetter second = world.letters.all(Optional.of(place), _ -> true, 9).getFirst();

        assertThat(List.of(first, second))
                .extracting(deadLetter -> deadLetter.delivery().lane())
                .containsExactlyInAnyOrder(LANE, REPLAYS);
    }

    private static Optional<LaneId> toReplays(DeadLetter letter) {
        return Optional.of(letter.delivery().lane().ofReplays());
    }

    private Owed buried(String key) {
        Owed owed = world.oweOne(key);
        world.bury(owed);
        return owed;
    }

    private List<DeadLetter> all() {
        return world.letters.of(LANE, 0, Integer.MAX_VALUE);
    }

    private static long stamp(Owed owed) {
        return owed.delivery().eventStamp();
    }
}
