package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.testkit.DamagedState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The readable part of a lane is delivered, the unreadable part is given up and counted, each
 * delivery once.
 */
class DamagedLaneFaultTest {
    private final JournalWorld world = new JournalWorld();
    private final DamagedState damaged = new DamagedState(world.state);
    private final Journal journal = new Journal(damaged);
    private final Ledger ledger = new Ledger(damaged, journal);
    private final DeadLetters letters = new DeadLetters(damaged, journal, ledger);

    @Test
    void a_queue_is_read_on_behind_a_bad_range_and_what_was_owed_there_is_lost() {
        owe(100);
        world.done(owe("done"));
        owe(100);
        damaged.damage(queued(40, 120));

        assertThat(readAll()).containsExactlyElementsOf(numbers(1, 39, 120, 201));
        assertThat(lost()).containsExactlyElementsOf(numbers(40, 100, 102, 119));
        assertThat(journal.owing(JournalWorld.LANE)).isEqualTo(39 + 82);
        assertThat(readAll()).as("read again").hasSize(39 + 82);
        assertThat(lost()).as("lost once").hasSize(61 + 18);
    }

    @Test
    void new_deliveries_behind_a_bad_end_are_read() {
        owe(10);
        damaged.damage(queued(5, 11));
        assertThat(readAll()).containsExactlyElementsOf(numbers(1, 4));
        owe(3);
        assertThat(readAll()).containsExactlyElementsOf(numbers(1, 4, 11, 13));
        assertThat(lost()).containsExactlyElementsOf(numbers(5, 10));
    }

    @Test
    void a_delivery_whose_event_cannot_be_read_is_lost_alone() {
        owe(3);
        Owed victim = owe("victim");
        owe(3);
        damageEvent(victim);

        assertThat(readAll()).containsExactlyElementsOf(numbers(1, 3, 5, 7));
        assertThat(lost()).as("nothing is known of it any more").isEmpty();
        assertThat(journal.owing(JournalWorld.LANE)).isEqualTo(6);
        Books books = journal.books(JournalWorld.LANE);
        assertThat(books.dead()).isEqualTo(1);
        assertThat(books.gone()).isEqualTo(1);
    }

    @Test
    void a_letter_whose_event_cannot_be_read_stays_while_the_others_are_sent_again() {
        Owed one = owe("one");
        Owed bad = owe("bad");
        world.bury(one);
        world.bury(bad);
        damageEvent(bad);

        List<Owed> again =
                letters.replay(
                        letters.of(JournalWorld.LANE, 0, 9),
                        _ -> Optional.of(JournalWorld.LANE),
                        JournalWorld.TIME);

        assertThat(again).extracting(Owed::event).containsExactly(one.event());
        assertThat(letters.of(JournalWorld.LANE, 0, 9))
                .extracting(letter -> letter.delivery().number())
                .containsExactly(bad.number());
    }

    @Test
    void a_letter_whose_event_cannot_be_read_can_be_thrown_away() {
        Owed bad = owe("bad");
        world.bury(bad);
        damageEvent(bad);

        List<DeadLetter> kept = letters.of(JournalWorld.LANE, 0, 9);
        assertThat(letters.purge(kept, JournalWorld.TIME)).isEqualTo(1);
        assertThat(letters.of(JournalWorld.LANE, 0, 9)).isEmpty();
    }

    private void damageEvent(Owed owed) {
        Key event = JournalKeys.event(owed.delivery().eventStamp());
        damaged.damage(new KeyRange(event, event.successor()));
    }

    @Test
    void parked_deliveries_of_a_bad_range_are_lost_and_the_other_keys_go_on() {
        var owed = new ArrayList<Owed>();
        for (String key : List.of("a", "b", "c")) {
            for (int i = 0; i < 3; i++) {
                owed.add(owe(key));
            }
        }
        ledger.write(
                owed.stream().<LaneUpdate>map(found -> new LaneUpdate.Park(found, 10)).toList());
        String bad = owed.get(3).orderKey();
        damaged.damage(
                new KeyRange(
                        JournalKeys.parked(JournalWorld.LANE, bad, 4),
                        JournalKeys.parked(JournalWorld.LANE, bad, 6)));

        Page heads = journal.parkedHeads(JournalWorld.LANE);
        ledger.lose(JournalWorld.LANE, heads.losses(), JournalWorld.TIME);
        assertThat(heads.owed()).extracting(Owed::number).containsExactly(1L, 6L, 7L);
        assertThat(lost()).containsExactly(4L, 5L);
        Page page = journal.readParked(JournalWorld.LANE, bad, 6, 10);
        assertThat(page.owed()).extracting(Owed::number).containsExactly(6L);
        assertThat(page.losses().isEmpty()).isTrue();
        assertThat(journal.owing(JournalWorld.LANE)).isEqualTo(7);
    }

    @Test
    void parked_deliveries_are_lost_also_when_they_are_read_later() {
        var owed = List.of(owe("a"), owe("a"), owe("a"));
        ledger.write(
                owed.stream().<LaneUpdate>map(found -> new LaneUpdate.Park(found, 4)).toList());
        String key = owed.getFirst().orderKey();
        Key second = JournalKeys.parked(JournalWorld.LANE, key, 2);
        damaged.damage(new KeyRange(second, second.successor()));

        Page page = journal.readParked(JournalWorld.LANE, key, 1, 10);
        assertThat(page.owed()).extracting(Owed::number).containsExactly(1L, 3L);
        ledger.lose(JournalWorld.LANE, page.losses(), JournalWorld.TIME);
        assertThat(lost()).containsExactly(2L);
    }

    @Test
    void a_lane_that_leads_nowhere_is_buried_though_a_range_is_bad() {
        owe(50);
        damaged.damage(queued(1, 20));
        int buried = 0;
        for (int some = bury(); some > 0; some = bury()) {
            buried += some;
        }
        assertThat(buried).isEqualTo(50);
        assertThat(journal.owing(JournalWorld.LANE)).isZero();
        assertThat(letters.of(JournalWorld.LANE, 0, 100)).hasSize(50);
    }

    @Test
    void the_audit_goes_on_behind_what_is_bad_and_never_says_that_all_is_well() {
        owe(200);
        assertThat(Audit.of(damaged).findings().count()).isZero();
        damaged.damage(queued(40, 60));
        damaged.damage(queued(100, 120));

        Audit.Report report = Audit.of(damaged);
        assertThat(report.events()).isEqualTo(200);
        assertThat(report.owed()).isEqualTo(160);
        assertThat(report.findings().words())
                .filteredOn(text -> text.startsWith("the database cannot be read from d:"))
                .hasSize(2);
        readAll();
        assertThat(Audit.of(damaged).findings().count()).isPositive();
    }

    @Test
    void a_parked_delivery_behind_a_bad_one_is_lost_if_its_event_cannot_be_read() {
        List<Owed> owed = List.of(owe("a"), owe("a"), owe("a"), owe("a"));
        ledger.write(
                owed.stream().<LaneUpdate>map(found -> new LaneUpdate.Park(found, 5)).toList());
        String key = owed.getFirst().orderKey();
        damaged.damage(KeyRange.of(JournalKeys.parked(JournalWorld.LANE, key, 2)));
        damaged.damage(events(3, 4));

        Page page = journal.readParked(JournalWorld.LANE, key, 1, 10);
        ledger.lose(JournalWorld.LANE, page.losses(), JournalWorld.TIME);
        assertThat(page.owed()).extracting(Owed::number).containsExactly(1L, 4L);
        assertThat(lost()).containsExactly(2L);
        assertThat(journal.owing(JournalWorld.LANE)).isEqualTo(2);
    }

    @Test
    void what_cannot_be_read_at_all_is_counted_as_lost_once_the_rest_is_done() {
        owe(10);
        damaged.damage(queued(4, 7));
        damaged.damage(events(4, 7));
        readAll().forEach(number -> world.done(owed(number)));
        assertThat(journal.owing(JournalWorld.LANE)).as("nobody can name them").isEqualTo(3);

        assertThat(lose(9)).as("a number was given since").isZero();
        assertThat(lose(10)).isEqualTo(3);
        assertThat(lose(10)).as("once").isZero();
        assertThat(journal.owing(JournalWorld.LANE)).isZero();
        Books books = journal.books(JournalWorld.LANE);
        assertThat(books.done()).isEqualTo(7);
        assertThat(books.dead()).isEqualTo(3);
        assertThat(books.gone()).isEqualTo(3);
    }

    @Test
    void what_can_be_read_is_never_counted_as_lost() {
        owe(10);
        ledger.write(List.of(new LaneUpdate.Park(owed(3), Books.HEAD_STAYS)));
        assertThat(lose(10)).isZero();
        damaged.damage(events(4, 7));
        assertThat(lose(10)).isZero();
        assertThat(journal.owing(JournalWorld.LANE)).isEqualTo(10);
    }

    @Test
    void what_a_deleted_topic_owes_comes_to_an_end_though_some_cannot_be_read_at_all() {
        owe(10);
        damaged.damage(queued(4, 7));
        damaged.damage(events(4, 7));
        int buried = 0;
        for (int some = bury(); some > 0; some = bury()) {
            buried += some;
        }
        assertThat(buried).isEqualTo(10);
        assertThat(journal.owing(JournalWorld.LANE)).isZero();
    }

    /** Returns the delivery with this number, which is also the stamp of its event. */
    private Owed owed(long number) {
        var event = world.journal.event(number).orElseThrow().event();
        return Journal.owed(JournalWorld.LANE, number, "rule", event);
    }

    private int lose(long upTo) {
        return ledger.loseUnaccounted(JournalWorld.LANE, upTo);
    }

    private static KeyRange events(long from, long to) {
        return new KeyRange(JournalKeys.event(from), JournalKeys.event(to));
    }

    private int bury() {
        return ledger.bury(JournalWorld.LANE, DeadReason.TOPIC_DELETED, JournalWorld.TIME, 10);
    }

    /** Reads as a lane does, and gives up lost deliveries. */
    private List<Long> readAll() {
        var read = new ArrayList<Long>();
        Page page = new Page(List.of(), 1, false);
        while (!page.end()) {
            page = journal.read(JournalWorld.LANE, page.next(), 16);
            ledger.lose(JournalWorld.LANE, page.losses(), JournalWorld.TIME);
            page.owed().forEach(owed -> read.add(owed.number()));
        }
        return read;
    }

    private List<Long> lost() {
        return letters.of(JournalWorld.LANE, 0, 1_000).stream()
                .filter(deadLetter -> deadLetter.reason() == DeadReason.UNREADABLE)
                .map(DeadLetter::delivery)
                .map(delivery -> delivery.number())
                .toList();
    }

    private void owe(int count) {
        IntStream.range(0, count).forEach(number -> owe("key" + number % 7));
    }

    private Owed owe(String key) {
        return world.oweOne(key);
    }

    private static KeyRange queued(long from, long to) {
        return new KeyRange(
                JournalKeys.delivery(JournalWorld.LANE, from),
                JournalKeys.delivery(JournalWorld.LANE, to));
    }

    private static List<Long> numbers(long... ends) {
        var all = new ArrayList<Long>();
        for (int i = 0; i < ends.length; i += 2) {
            for (long number = ends[i]; number <= ends[i + 1]; number++) {
                all.add(number);
            }
        }
        return all;
    }
}
