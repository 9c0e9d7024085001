package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Template;
import dev.carillon.testkit.DamagedState;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RetentionTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final LaneId LANE = new LaneId(5);
    private static final List<Asked> ASKED = List.of(new Asked(LANE, "rule"));

    private final MemoryState state = MemoryState.create();
    private final DamagedState damaged = new DamagedState(state);
    private final Journal journal = new Journal(state);
    private final Ledger ledger = new Ledger(state, journal);
    private final EventLog log = new EventLog(state, journal);

    @Test
    void what_is_too_old_goes_and_the_rest_stays() {
        List<Long> stamps = hourly(10);

        assertThat(kept(Duration.ofHours(4), Long.MAX_VALUE).trim(START.plus(hours(9))))
                .isEqualTo(5);
        assertThat(remaining(stamps)).isEqualTo(stamps.subList(5, 10));
    }

    @Test
    void what_is_too_much_goes_oldest_first() {
        List<Long> stamps = hourly(10);
        long one = (long) EventCodec.write(change(START)).length + JournalKeys.EVENT_KEY_BYTES;

        assertThat(kept(Duration.ofDays(99), 3 * one).trim(START)).isEqualTo(7);
        assertThat(remaining(stamps)).isEqualTo(stamps.subList(7, 10));
    }

    @Test
    void size_is_known_after_the_first_time_without_reading_everything() {
        long one = (long) EventCodec.write(change(START)).length + JournalKeys.EVENT_KEY_BYTES;
        var retention = kept(Duration.ofDays(99), 3 * one);
        hourly(3);
        assertThat(retention.trim(START)).isZero();

        hourly(2);
        assertThat(retention.trim(START)).isEqualTo(2);
    }

    @Test
    void what_was_never_committed_counts_for_nothing() {
        long one = size(change(START));
        var retention = kept(Duration.ofDays(99), 3 * one);
        List<Long> stamps = hourly(3);
        assertThat(retention.trim(START)).isZero();
        for (int i = 0; i < 100; i++) {
            journal.record(new Commit(), change(START), 0, List.of());
        }

        assertThat(retention.trim(START)).isZero();
        assertThat(remaining(stamps)).isEqualTo(stamps);
    }

    @Test
    void an_event_sent_again_counts_with_its_growth() {
        var retention = kept(Duration.ofDays(99), 3 * size(change(START)));
        List<Long> stamps = hourly(3);
        assertThat(retention.trim(START)).isZero();

        log.owe(List.of(new EventLog.Repeat(event(stamps.getLast()), ASKED)), START);

        assertThat(retention.trim(START)).isEqualTo(1);
        assertThat(remaining(stamps)).isEqualTo(stamps.subList(1, 3));
    }

    @Test
    void an_event_that_is_fanned_out_counts_with_its_growth() {
        var retention = kept(Duration.ofDays(99), 3 * size(change(START)));
        List<Long> stamps = hourly(3);
        assertThat(retention.trim(START)).isZero();
        Key key = JournalKeys.fanOut("b", "rule", stamps.getLast());
        state.commit(new Commit().put(Template.of(key.bytes()), FanOuts.beginning()));
        var fanOuts = new FanOuts(state, journal);

        fanOuts.make(
                fanOuts.all().getFirst(), event(stamps.getLast()), new FanOuts.Step.Last(ASKED));

        assertThat(retention.trim(START)).isEqualTo(1);
        assertThat(remaining(stamps)).isEqualTo(stamps.subList(1, 3));
    }

    @Test
    void an_event_that_a_dead_letter_brings_back_takes_no_room_from_the_rest() {
        Owed lost = owe();
        ledger.write(
                List.of(
                        new LaneUpdate.Dead(
                                lost, false, DeadReason.REFUSED, START, Books.HEAD_STAYS)));
        assertThat(kept(Duration.ZERO, 0).trim(START.plus(hours(9)))).isEqualTo(1);
        var retention = kept(Duration.ofDays(99), 3 * size(change(START)));
        List<Long> stamps = hourly(3);
        assertThat(retention.trim(START)).isZero();

        var letters = new DeadLetters(state, journal, ledger);
        assertThat(letters.replay(letters.of(LANE, 0, 9), _ -> Optional.of(LANE), START))
                .hasSize(1);

        assertThat(retention.trim(START)).isZero();
        assertThat(remaining(stamps)).isEqualTo(stamps);
    }

    @Test
    void the_log_is_counted_again_if_more_went_than_was_counted() {
        var retention = kept(Duration.ofHours(4), 3 * size(change(START)));
        List<Long> old = hourly(2);
        assertThat(retention.trim(START)).isZero();
        var owed = new Ticket(LANE, 1, "r".repeat(9_000));
        state.commit(
                new Commit()
                        .put(
                                Template.of(JournalKeys.event(old.getFirst()).bytes()),
                                EventCodec.write(change(START), 0, List.of(owed), List.of())));
        assertThat(retention.trim(START.plus(hours(6)))).isEqualTo(2);

        List<Long> stamps = hourly(5);

        assertThat(retention.trim(START)).isEqualTo(2);
        assertThat(remaining(stamps)).isEqualTo(stamps.subList(2, 5));
    }

    @Test
    void what_is_still_owed_stays_whatever_its_age_parked_or_not() {
        hourly(2);
        Owed owed = owe();
        Owed parked = owe();
        hourly(2);
        ledger.write(List.of(new LaneUpdate.Park(parked, Books.HEAD_STAYS)));
        var retention = kept(Duration.ZERO, 0);

        assertThat(retention.trim(START.plus(hours(99)))).isEqualTo(4);
        ledger.write(List.of(new LaneUpdate.Done(owed, false, START, 3)));
        assertThat(retention.trim(START.plus(hours(99)))).isEqualTo(1);
        assertThat(journal.event(parked.delivery().eventStamp())).isPresent();
        ledger.write(List.of(new LaneUpdate.Done(parked, true, START, 3)));
        assertThat(retention.trim(START.plus(hours(99)))).isEqualTo(1);
        assertThat(log.read(0, 9)).isEmpty();
        assertThat(log.floor()).isGreaterThan(parked.delivery().eventStamp());
    }

    @Test
    void what_stays_because_it_is_owed_takes_no_room_from_the_rest() {
        for (int i = 0; i < 20; i++) {
            owe();
        }
        List<Long> rest = hourly(3);
        long one = (long) EventCodec.write(change(START)).length + JournalKeys.EVENT_KEY_BYTES;

        assertThat(kept(Duration.ofDays(99), 3 * one).trim(START)).isZero();
        assertThat(remaining(rest)).isEqualTo(rest);
    }

    @Test
    void a_few_events_between_two_that_stay_go_without_a_range() {
        for (int i = 0; i < 100; i++) {
            Owed settled = owe();
            ledger.write(List.of(new LaneUpdate.Done(settled, false, START, Books.HEAD_STAYS)));
            hourly(1);
            owe();
        }
        var watched = new WatchedState(state);

        assertThat(new Retention(watched, journal, Duration.ZERO, 0).trim(START.plus(hours(99))))
                .isEqualTo(200);
        assertThat(watched.rangesDeleted()).isZero();
        assertThat(Audit.of(state).findings().count()).isZero();
    }

    @Test
    void endings_that_the_event_has_no_ticket_for_go_with_it_too() {
        long stamp = hourly(1).getFirst();
        state.commit(new Commit().put(JournalKeys.ending(stamp, LANE, 7), new byte[] {1}));
        assertThat(kept(Duration.ZERO, 0).trim(START.plus(hours(9)))).isEqualTo(1);

        assertThat(state.get(JournalKeys.ending(stamp, LANE, 7))).isEmpty();
    }

    @Test
    void many_events_in_a_row_go_by_ranges_in_small_commits() {
        hourly(5_000);
        var watched = new WatchedState(state);

        assertThat(new Retention(watched, journal, Duration.ZERO, 0).trim(START.plus(hours(9_999))))
                .isEqualTo(5_000);
        assertThat(watched.rangesDeleted()).isBetween(1, 20);
        assertThat(watched.largestCommit()).isLessThan(1_000);
    }

    @Test
    void what_stays_owed_is_looked_at_again_a_part_at_a_time() {
        var owed = new ArrayList<Owed>();
        for (int i = 0; i < Retention.STILL_OWED + 500; i++) {
            owed.add(owe());
        }
        var watched = new WatchedState(state);
        var retention = new Retention(watched, journal, Duration.ZERO, 0);
        Instant later = START.plus(hours(9));
        assertThat(retention.trim(later)).isZero();

        watched.forget();
        assertThat(retention.trim(later)).isZero();
        assertThat(watched.entriesRead()).isLessThan(Retention.STILL_OWED + 100);
        ledger.write(List.of(new LaneUpdate.Done(owed.getLast(), false, START, 3)));
        assertThat(retention.trim(later)).isEqualTo(1);
        ledger.write(List.of(new LaneUpdate.Done(owed.getFirst(), false, START, 3)));
        assertThat(retention.trim(later)).isEqualTo(1);
    }

    @Test
    void a_pass_goes_on_in_steps_beside_new_events() {
        hourly(1_200);
        Retention.Pass pass = kept(Duration.ZERO, 0).pass(START.plus(hours(9_999)));
        long steps = 0;
        while (pass.step()) {
            hourly(steps++ < 2 ? 1 : 0);
        }
        assertThat(steps).isGreaterThan(3);
        assertThat(pass.gone()).isEqualTo(1_202);
    }

    @Test
    void a_restart_goes_on_where_the_last_cut_stood() {
        Owed owed = owe();
        hourly(3);
        assertThat(kept(Duration.ZERO, 0).trim(START.plus(hours(9)))).isEqualTo(3);
        hourly(2);

        assertThat(kept(Duration.ZERO, 0).trim(START.plus(hours(9)))).isEqualTo(2);
        ledger.write(List.of(new LaneUpdate.Done(owed, false, START, 3)));
        assertThat(kept(Duration.ZERO, 0).trim(START.plus(hours(9)))).isEqualTo(1);
    }

    @Test
    void events_that_cannot_be_read_stay_and_those_around_them_go() {
        List<Long> before = hourly(300);
        Owed owed = owe();
        List<Long> unread = hourly(3);
        List<Long> after = hourly(300);
        damaged.damage(
                new KeyRange(
                        JournalKeys.event(owed.delivery().eventStamp()),
                        JournalKeys.event(after.getFirst())));
        var retention = new Retention(damaged, journal, Duration.ZERO, 0);

        assertThat(retention.trim(START.plus(hours(9_999)))).isEqualTo(600);
        assertThat(remaining(before)).isEmpty();
        assertThat(remaining(after)).isEmpty();
        assertThat(remaining(unread)).isEqualTo(unread);
        assertThat(journal.event(owed.delivery().eventStamp())).isPresent();
        List<Long> later = hourly(2);
        assertThat(retention.trim(START.plus(hours(9_999)))).isEqualTo(2);
        assertThat(remaining(later)).isEmpty();
    }

    @Test
    void an_event_stays_whose_delivery_cannot_be_read() {
        List<Long> before = hourly(2);
        Owed owed = owe();
        List<Long> after = hourly(2);
        damaged.damage(KeyRange.of(JournalKeys.delivery(LANE, owed.number())));
        var retention = new Retention(damaged, journal, Duration.ZERO, 0);

        assertThat(retention.trim(START.plus(hours(99)))).isEqualTo(4);
        assertThat(remaining(before)).isEmpty();
        assertThat(remaining(after)).isEmpty();
        assertThat(journal.event(owed.delivery().eventStamp())).isPresent();
    }

    @Test
    void endings_that_cannot_be_read_go_with_their_event() {
        long stamp = hourly(1).getFirst();
        state.commit(new Commit().put(JournalKeys.ending(stamp, LANE, 7), new byte[] {1}));
        damaged.damage(KeyRange.of(JournalKeys.endings(stamp)));
        var retention = new Retention(damaged, journal, Duration.ZERO, 0);

        assertThat(retention.trim(START.plus(hours(9)))).isEqualTo(1);
        assertThat(state.get(JournalKeys.ending(stamp, LANE, 7))).isEmpty();
    }

    @Test
    void the_log_is_cut_though_its_newest_event_cannot_be_read() {
        List<Long> stamps = hourly(5);
        damaged.damage(KeyRange.of(JournalKeys.event(stamps.getLast())));
        var retention = new Retention(damaged, journal, Duration.ZERO, 0);

        assertThat(retention.trim(START.plus(hours(99)))).isEqualTo(4);
        assertThat(remaining(stamps)).containsExactly(stamps.getLast());
    }

    private ObjectEvent event(long stamp) {
        return journal.event(stamp).orElseThrow().event();
    }

    private Retention kept(Duration age, long bytes) {
        return new Retention(state, journal, age, bytes);
    }

    private List<Long> hourly(int many) {
        var stamps = new ArrayList<Long>();
        for (int hour = 0; hour < many; hour++) {
            var commit = new Commit();
            record(commit, change(START.plus(hours(hour))), List.of());
            stamps.add(((CommitResult.Committed) state.commit(commit)).stamp());
        }
        return stamps;
    }

    private Owed owe() {
        Change change = change(START);
        var commit = new Commit();
        record(commit, change, List.of(new Asked(LANE, "rule")));
        var done = (CommitResult.Committed) state.commit(commit);
        return Journal.owed(LANE, done.numbers()[0], "rule", ObjectEvent.of(change, done.stamp()));
    }

    private void record(Commit commit, Change change, List<Asked> asked) {
        journal.recorded(journal.record(commit, change, 0, asked).bytes());
    }

    private List<Long> remaining(List<Long> stamps) {
        return stamps.stream().filter(stamp -> journal.event(stamp).isPresent()).toList();
    }

    private static long size(Change change) {
        return (long) EventCodec.write(change).length + JournalKeys.EVENT_KEY_BYTES;
    }

    private static Duration hours(int many) {
        return Duration.ofHours(many);
    }

    private static Change change(Instant time) {
        var facts = new ObjectFacts("key", 1, "e", new Version.None(), Map.of(), List.of());
        return new Change(
                EventType.CREATED_PUT,
                time,
                new Bucket("b", "b", "o"),
                facts,
                new Origin("p", "", "r", "h"));
    }
}
