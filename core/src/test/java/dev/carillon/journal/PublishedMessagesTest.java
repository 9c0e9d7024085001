package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.event.OriginalMessage;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The places where the whole message of a published event is held. */
class PublishedMessagesTest {
    private static final LaneId LEGACY = new LaneId(6);
    private static final LaneId WHOLE = new LaneId(7);
    private static final String EVENT = "{\"eventId\":\"1\"}";
    private static final byte[] BODY = ("{\"events\":[" + EVENT + "]}").getBytes(UTF_8);
    private static final OriginalMessage MESSAGE =
            new OriginalMessage(BODY, Map.of("user-agent", "B2"));

    private final JournalWorld world = new JournalWorld();
    private final Change change = published();

    @BeforeEach
    void only_one_lane_takes_messages() {
        world.journal.messagesFor(WHOLE::equals);
    }

    @Test
    void an_event_without_its_message_holds_no_other_bytes() {
        Original alone = change.alone().original().orElseThrow();
        assertThat(alone.message()).isEmpty();
        assertThat(new String(alone.json().array(), UTF_8)).isEqualTo(EVENT);
        Change once = change.alone();
        assertThat(once.alone()).isSameAs(once);
        assertThat(JournalWorld.change("a").alone()).isEqualTo(JournalWorld.change("a"));
    }

    @Test
    void lanes_hold_deliveries_without_the_message_and_send_it_if_they_take_it() {
        for (Owed owed : owe(LEGACY, WHOLE)) {
            demandAlone(owed.event());
            LaneId lane = owed.delivery().lane();
            demandAlone(world.journal.oldest(lane).orElseThrow().event());
            var restarted = new Journal(world.state);
            restarted.messagesFor(WHOLE::equals);
            Owed read = restarted.read(lane, 1, 9).owed().getFirst();
            assertThat(read).isEqualTo(owed);
            demandAlone(read.event());
            assertThat(message(restarted.toSend(read).orElseThrow()))
                    .isEqualTo(lane.equals(WHOLE) ? Optional.of(MESSAGE) : Optional.empty());
            park(owed);
            demandAlone(restarted.parkedHeads(lane).owed().getFirst().event());
            demandAlone(
                    restarted.readParked(lane, owed.orderKey(), 0, 9).owed().getFirst().event());
        }
    }

    @Test
    void nothing_is_sent_of_an_event_that_is_gone() {
        Owed owed = owe(WHOLE).getFirst();
        world.state.commit(
                new Commit().delete(JournalKeys.event(owed.event().sequencer().stamp())));
        assertThat(world.journal.toSend(owed)).isEmpty();
    }

    @Test
    void dead_letters_keep_the_message_only_of_lanes_that_take_it() {
        owe(LEGACY, WHOLE).forEach(world::bury);
        demandAlone(letters(LEGACY).getFirst().event());
        assertThat(message(letters(WHOLE).getFirst().event())).contains(MESSAGE);
    }

    @Test
    void a_letter_without_the_message_does_not_take_it_from_the_log() {
        List<Owed> owed = owe(LEGACY, WHOLE);
        world.bury(owed.getFirst());
        replay(LEGACY::equals);
        assertThat(message(world.journal.toSend(owed.getLast()).orElseThrow())).contains(MESSAGE);
    }

    @Test
    void letters_of_an_event_that_left_the_log_bring_it_back_with_its_message() {
        owe(LEGACY, WHOLE).forEach(world::bury);
        assertThat(world.trim()).isEqualTo(1);
        replay(_ -> true);
        Owed again = world.journal.read(WHOLE, 1, 9).owed().getFirst();
        assertThat(message(world.journal.toSend(again).orElseThrow())).contains(MESSAGE);
    }

    private static Change published() {
        int at = new String(BODY, UTF_8).indexOf(EVENT);
        var json = new ByteSlice(BODY, at, EVENT.length());
        Change change = JournalWorld.change("a");
        return change.with(
                new Original("1", "r", "", change.time(), json, Optional.empty()).in(MESSAGE));
    }

    private List<Owed> owe(LaneId... lanes) {
        List<Asked> asked = List.of(lanes).stream().map(lane -> new Asked(lane, "r")).toList();
        var commit = new Commit();
        Recorded recorded = world.journal.record(commit, change, 0, asked);
        var done = (CommitResult.Committed) world.state.commit(commit);
        var event = ObjectEvent.of(change, done.stamp());
        return List.of(lanes).stream()
                .map(lane -> {
                    int index = List.of(lanes).indexOf(lane);
                    long number = done.number(recorded.numbers().get(index));
                    return Journal.owed(lane, number, "r", event);
                })
                .toList();
    }

    private void park(Owed owed) {
        world.ledger.write(List.of(new LaneUpdate.Park(owed, owed.number() + 1)));
    }

    private void replay(Predicate<LaneId> lanes) {
        List<DeadLetter> all =
                world.letters.all(
                        Optional.empty(), letter -> lanes.test(letter.delivery().lane()), 9);
        world.letters.replay(
                all, letter -> Optional.of(letter.delivery().lane()), JournalWorld.TIME);
    }

    private List<DeadLetter> letters(LaneId lane) {
        List<DeadLetter> all = world.letters.of(lane, 0, 9);
        assertThat(all).extracting(DeadLetter::reason).containsOnly(DeadReason.REFUSED);
        return all;
    }

    private static void demandAlone(ObjectEvent event) {
        assertThat(event).isEqualTo(event.alone()).isSameAs(event.alone());
    }

    private static Optional<OriginalMessage> message(ObjectEvent event) {
        return event.change().original().flatMap(Original::message);
    }
}
