package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.LANE;
import static dev.carillon.journal.JournalWorld.OK;
import static dev.carillon.journal.JournalWorld.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.LastResult;
import dev.carillon.delivery.Owed;
import dev.carillon.delivery.RefusalReason;
import dev.carillon.journal.Recorded.Asked;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class EventLogTest {
    private static final Instant LATER = TIME.plusSeconds(100);
    private static final LaneId REPLAYS = LANE.ofReplays();

    private static final AttemptResult UNBOUND =
            AttemptResult.Refused.stated(
                    "returned: no queue is bound", RefusalReason.Scope.ENDPOINT);

    private final JournalWorld world = new JournalWorld();

    @Test
    void the_events_of_an_object_are_found_newest_first() {
        Owed first = world.oweOne("a");
        world.oweOne("ab");
        Owed last = world.oweOne("a");

        assertThat(world.log.ofObject("b", "a", 9))
                .extracting(KeptEvent::event)
                .containsExactly(last.event(), first.event());
        assertThat(world.log.ofObject("b", "a", 1))
                .extracting(KeptEvent::event)
                .containsExactly(last.event());
        assertThat(world.log.ofObject("c", "a", 9)).isEmpty();
    }

    @Test
    void an_end_without_an_http_status_keeps_its_words() {
        Owed taken = world.oweOne("a");
        Owed lost = world.oweOne("b");
        world.ledger.write(
                List.of(
                        new LaneUpdate.Done(
                                taken.tried(new AttemptResult.Accepted(OptionalInt.empty())),
                                false,
                                LATER,
                                Books.HEAD_STAYS),
                        new LaneUpdate.Dead(
                                lost.tried(UNBOUND), false, DeadReason.REFUSED, LATER, 3)));
        DeadLetter letter = world.letters.of(LANE, 0, 9).getFirst();
        world.letters.purge(List.of(letter), LATER);

        assertThat(letter.delivery().last())
                .isEqualTo(
                        new LastResult(
                                OptionalInt.empty(), "refused: returned: no queue is bound", ""));
        assertThat(ended("a")).isEqualTo(withoutStatus(FinalState.Kind.DELIVERED, "accepted"));
        assertThat(ended("b"))
                .isEqualTo(
                        withoutStatus(
                                FinalState.Kind.PURGED, "refused: returned: no queue is bound"));
    }

    @Test
    void it_knows_the_fate_of_everything_an_event_owed() {
        List<Owed> owed = world.owe("a", "waits", "parks", "done", "dead");
        world.ledger.write(
                List.of(
                        new LaneUpdate.Park(owed.get(1), Books.HEAD_STAYS),
                        new LaneUpdate.Done(
                                owed.get(2).tried(OK), false, LATER, Books.HEAD_STAYS)));
        world.bury(owed.get(3));

        KeptEvent kept = world.log.ofObject("b", "a", 1).getFirst();
        List<DeliveryOutcome> fates =
                kept.tickets().stream().map(ticket -> world.log.fate(kept, ticket)).toList();

        assertThat(fates.get(0))
                .isEqualTo(new DeliveryOutcome.Waiting(owed.get(0).delivery(), false));
        assertThat(fates.get(1))
                .isEqualTo(new DeliveryOutcome.Waiting(owed.get(1).delivery(), true));
        assertThat(fates.get(2))
                .isEqualTo(
                        new DeliveryOutcome.Ended(
                                new FinalState(
                                        FinalState.Kind.DELIVERED,
                                        LATER,
                                        1,
                                        OptionalInt.of(200),
                                        "")));
        assertThat(fates.get(3))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Dead.class,
                        dead -> assertThat(dead.letter().reason()).isEqualTo(DeadReason.REFUSED));
    }

    @Test
    void how_deliveries_ended_goes_with_their_event() {
        Owed one = world.oweOne("a");
        world.done(one);
        KeptEvent kept = world.log.ofObject("b", "a", 1).getFirst();

        assertThat(world.trim()).isEqualTo(1);

        assertThat(world.log.ofObject("b", "a", 1)).isEmpty();
        assertThat(world.log.fate(kept, kept.tickets().getFirst()))
                .isEqualTo(new DeliveryOutcome.Unknown());
    }

    @Test
    void what_is_owed_again_is_one_more_ticket_of_its_event() {
        Owed one = world.oweOne("a");
        world.done(one);
        var repeat = new EventLog.Repeat(one.event(), List.of(new Asked(REPLAYS, "rule")));

        List<Owed> made = world.log.owe(List.of(repeat), LATER);

        assertThat(world.journal.read(REPLAYS, 1, 9).owed()).isEqualTo(made);
        assertThat(world.log.read(0, 9))
                .singleElement()
                .satisfies(keptEvent ->
                        assertThat(keptEvent.tickets())
                                .containsExactly(
                                        new Ticket(LANE, 1, "rule"),
                                        new Ticket(REPLAYS, 1, "rule")));
    }

    @Test
    void more_than_one_commit_takes_is_owed_again_in_several() {
        var rules =
                IntStream.range(0, 2_500)
                        .mapToObj(number -> new Asked(REPLAYS, "r" + number))
                        .toList();
        var repeats =
                Stream.of("a", "b")
                        .map(world::oweOne)
                        .map(owed -> new EventLog.Repeat(owed.event(), rules))
                        .toList();

        List<Owed> made = world.log.owe(repeats, LATER);

        assertThat(made).extracting(Owed::number).isSorted().hasSize(5_000).doesNotHaveDuplicates();
        assertThat(world.journal.owing(REPLAYS)).isEqualTo(5_000);
        assertThat(world.log.read(0, 9))
                .allSatisfy(keptEvent -> assertThat(keptEvent.tickets()).hasSize(2_501));
        assertThat(Audit.of(world.state).findings().words()).isEmpty();
    }

    @Test
    void events_too_large_for_one_commit_are_owed_again_in_several() {
        var repeats =
                JournalWorld.largeKeys()
                        .map(world::oweOne)
                        .map(owed ->
                                new EventLog.Repeat(
                                        owed.event(), List.of(new Asked(REPLAYS, "rule"))))
                        .toList();

        List<Owed> made = world.log.owe(repeats, LATER);

        assertThat(made)
                .extracting(Owed::event)
                .isEqualTo(repeats.stream().map(EventLog.Repeat::event).toList());
        assertThat(world.journal.read(REPLAYS, 1, 999).owed()).isEqualTo(made);
        assertThat(Audit.of(world.state).findings().words()).isEmpty();
    }

    @Test
    void an_event_owed_again_while_the_log_is_cut_stays() {
        Owed one = world.oweOne("a");
        world.done(one);
        var repeat = new EventLog.Repeat(one.event(), List.of(new Asked(REPLAYS, "rule")));
        var cutting = new CutInBetween(world, () -> world.log.owe(List.of(repeat), LATER));

        assertThat(cutting.trim()).isZero();

        assertThat(world.journal.read(REPLAYS, 1, 9).owed()).hasSize(1);
        assertThat(world.log.read(0, 9)).hasSize(1);
    }

    private DeliveryOutcome ended(String key) {
        KeptEvent kept = world.log.ofObject("b", key, 1).getFirst();
        return world.log.fate(kept, kept.tickets().getFirst());
    }

    private static DeliveryOutcome withoutStatus(FinalState.Kind kind, String words) {
        return new DeliveryOutcome.Ended(
                new FinalState(kind, LATER, 1, OptionalInt.empty(), words));
    }
}
