package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.LANE;
import static dev.carillon.journal.JournalWorld.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.state.Commit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tests that every kind of damage is found, and that nothing is found in undamaged data. */
class AuditTest {
    private final JournalWorld world = new JournalWorld();
    private Owed queued;
    private Owed parked;
    private Owed done;
    private Owed dead;

    @BeforeEach
    void something_of_everything() {
        queued = world.oweOne("queued");
        parked = world.oweOne("parked");
        done = world.oweOne("done");
        dead = world.oweOne("dead");
        world.ledger.write(List.of(new LaneUpdate.Park(parked, Books.HEAD_STAYS)));
        world.ledger.write(
                List.of(new LaneUpdate.Done(done.tried(JournalWorld.OK), false, TIME, 0)));
        Owed purged = world.oweOne("purged");
        bury(purged);
        world.letters.purge(world.letters.of(LANE, 0, 9), TIME);
        bury(dead);
    }

    @Test
    void where_all_is_well_nothing_is_found() {
        Audit.Report report = Audit.of(world.state);

        assertThat(report.findings().words()).isEmpty();
        assertThat(report).isEqualTo(new Audit.Report(5, 5, 2, 1, 1, report.findings()));
    }

    @Test
    void all_is_well_after_the_log_was_cut_and_letters_sent_again() {
        world.trim();
        world.letters.replay(
                world.letters.of(LANE, 0, 9), _ -> Optional.of(LANE.ofReplays()), TIME);

        Audit.Report report = Audit.of(world.state);

        assertThat(report.findings().words()).isEmpty();
        assertThat(report.events()).isEqualTo(3);
    }

    @Test
    void a_delivery_that_vanished_is_found() {
        state(new Commit().delete(JournalKeys.delivery(LANE, queued.number())));

        found("delivery 1 of lane", "neither done, dead nor owed");
        found("5 numbers given, but 1 done + 2 dead + 0 queued + 1 parked");
    }

    @Test
    void a_dead_letter_that_vanished_is_found() {
        state(new Commit().delete(JournalKeys.dead(LANE, dead.number())));

        found("2 given up and 1 of them gone, but 0 dead letters");
    }

    @Test
    void an_event_that_vanished_is_found() {
        state(new Commit().delete(JournalKeys.event(parked.delivery().eventStamp())));

        found("2 has lost its event");
        found("has the number 3 after 1");
        found("name event");
    }

    @Test
    void a_head_that_moved_too_far_is_found() {
        state(
                new Commit()
                        .put(
                                JournalKeys.books(LANE),
                                new Books(4, 1, 2, 1, Instant.EPOCH, SharedTries.none()).write()));

        found("1 is queued below the head 4");
    }

    @Test
    void books_that_count_twice_are_found() {
        state(
                new Commit()
                        .put(
                                JournalKeys.books(LANE),
                                new Books(1, 2, 2, 1, Instant.EPOCH, SharedTries.none()).write()));

        found("5 numbers given, but 2 done + 2 dead + 1 queued + 1 parked");
    }

    @Test
    void a_number_given_without_an_event_is_found() {
        var commit = new Commit();
        commit.next(JournalKeys.counter(LANE));
        state(commit);

        found("6 numbers given, but the last event has 5");
    }

    private void bury(Owed owed) {
        world.ledger.write(
                List.of(
                        new LaneUpdate.Dead(
                                owed, false, DeadReason.EXPIRED, TIME, Books.HEAD_STAYS)));
    }

    private void found(String... words) {
        Audit.Report report = Audit.of(world.state);
        assertThat(report.findings().count()).isPositive();
        assertThat(report.findings().words()).anySatisfy(text -> assertThat(text).contains(words));
    }

    private void state(Commit commit) {
        world.state.commit(commit);
    }
}
