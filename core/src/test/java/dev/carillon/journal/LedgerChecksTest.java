package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.TroubledState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Books that another process writes too, and lanes whose books cannot be written. */
class LedgerChecksTest {
    private static final LaneId LANE = JournalWorld.LANE;
    private static final LaneId OTHER = new LaneId(6);

    private final JournalWorld world = new JournalWorld();
    private final Ledger neighbour = new Ledger(world.state, new Journal(world.state));
    private final TroubledState state = new TroubledState(world.state);
    private final Ledger troubled = new Ledger(state, new Journal(state));

    @Test
    void a_lane_that_another_process_settles_is_not_settled_any_more_and_its_books_stay_right() {
        Owed first = world.oweOne("a");
        Owed second = world.oweOne("b");
        Owed third = world.oweOne("c");
        world.done(first);
        neighbour.write(List.of(done(second)));

        world.done(third);
        assertThat(world.ledger.failure(LANE)).isPresent();
        assertThat(world.journal.books(LANE).done()).isEqualTo(2);
        assertThat(world.journal.owing(LANE)).isEqualTo(1);
        assertConsistent();
    }

    @Test
    void letters_that_another_process_removed_stay_counted_and_the_lane_goes_on() {
        world.bury(world.oweOne("a"));
        world.bury(world.oweOne("b"));
        var letters = new DeadLetters(world.state, world.journal, neighbour);
        assertThat(letters.purge(letters.of(LANE, 0, 1), JournalWorld.TIME)).isEqualTo(1);

        world.done(world.oweOne("c"));
        assertThat(world.ledger.failure(LANE)).isEmpty();
        Books books = world.journal.books(LANE);
        assertThat(books.gone()).isEqualTo(1);
        assertThat(books.done()).isEqualTo(1);
        assertConsistent();
    }

    @Test
    void a_letter_that_is_replayed_while_its_lane_is_settled_leaves_the_books_right() {
        world.bury(world.oweOne("a"));
        var letters = new DeadLetters(world.state, world.journal, neighbour);
        assertThat(
                        letters.replay(
                                letters.of(LANE, 0, 1), _ -> Optional.of(OTHER), JournalWorld.TIME))
                .hasSize(1);

        world.bury(world.oweOne("b"));
        assertThat(letters.purge(letters.of(LANE, 0, 1), JournalWorld.TIME)).isEqualTo(1);
        assertThat(world.journal.books(LANE).gone()).isEqualTo(2);
        assertConsistent();
    }

    @Test
    void books_that_cannot_be_read_stop_their_own_lane_only() {
        Owed mine = world.oweOne("a");
        Owed others = oweOther("b");
        state.damage(JournalKeys.books(LANE));

        troubled.write(List.of(done(mine), done(others)));
        assertThat(troubled.failed()).containsExactly(LANE);
        assertThat(world.journal.owing(OTHER)).isZero();
        assertThat(world.journal.owing(LANE)).isEqualTo(1);
        assertThat(troubled.bury(LANE, DeadReason.TOPIC_DELETED, JournalWorld.TIME, 10)).isZero();
        assertConsistent();
    }

    @Test
    void a_commit_that_fails_for_one_lane_is_made_for_the_others() {
        Owed mine = world.oweOne("a");
        Owed next = world.oweOne("b");
        Owed others = oweOther("c");
        state.refuse(JournalKeys.books(LANE));

        troubled.write(List.of(done(mine), done(others)));
        assertThat(troubled.failed()).containsExactly(LANE);
        assertThat(world.journal.owing(OTHER)).isZero();

        state.mend();
        troubled.write(List.of(done(next)));
        assertThat(world.journal.owing(LANE))
                .as("nothing is written over what is missing")
                .isEqualTo(2);
        assertConsistent();
    }

    @Test
    void a_lane_is_reopened_once_its_books_can_be_read_and_written_and_not_before() {
        Owed mine = world.oweOne("a");
        Key books = JournalKeys.books(LANE);
        state.damage(books);
        troubled.write(List.of(done(mine)));
        assertThat(troubled.reopen(LANE)).as("unreadable").isFalse();

        state.mend();
        state.refuse(books);
        assertThat(troubled.reopen(LANE)).as("not writable").isFalse();
        assertThat(troubled.failed()).containsExactly(LANE);

        state.mend();
        assertThat(troubled.reopen(LANE)).isTrue();
        assertThat(troubled.failed()).isEmpty();
        troubled.write(List.of(done(mine)));
        assertThat(world.journal.owing(LANE)).isZero();
        assertConsistent();
    }

    @Test
    void letters_that_left_many_lanes_cost_one_refused_commit() {
        var settled = new ArrayList<LaneUpdate>();
        for (int lane = 100; lane < 120; lane++) {
            LaneId each = new LaneId(lane);
            Owed dead = owe(each, "a" + lane);
            troubled.write(
                    List.of(
                            new LaneUpdate.Dead(
                                    dead, false, DeadReason.REFUSED, JournalWorld.TIME, 2)));
            var letters = new DeadLetters(world.state, world.journal, neighbour);
            assertThat(letters.purge(letters.of(each, 0, 1), JournalWorld.TIME)).isEqualTo(1);
            settled.add(done(owe(each, "b" + lane)));
        }

        int before = state.commits();
        troubled.write(settled);
        assertThat(state.commits()).isEqualTo(before + 2);
        assertThat(troubled.failed()).isEmpty();
        assertConsistent();
    }

    private Owed oweOther(String key) {
        return owe(OTHER, key);
    }

    private Owed owe(LaneId lane, String key) {
        var commit = new Commit();
        var change = JournalWorld.change(key);
        world.journal.record(commit, change, 0, List.of(new Asked(lane, "rule")));
        var done = (CommitResult.Committed) world.state.commit(commit);
        return Journal.owed(lane, done.numbers()[0], "rule", ObjectEvent.of(change, done.stamp()));
    }

    private static LaneUpdate done(Owed owed) {
        return new LaneUpdate.Done(
                owed.tried(JournalWorld.OK), false, JournalWorld.TIME, owed.number() + 1);
    }

    private void assertConsistent() {
        assertThat(Audit.of(world.state).findings().words()).isEmpty();
    }
}
