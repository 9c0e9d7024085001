package dev.carillon.deliver;

import static dev.carillon.deliver.Lanes.owed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.event.Change;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Recorded;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.StateClosedException;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class SettlerTest {
    private final ManualTasks tasks = new ManualTasks();
    private final Failing state = new Failing();
    private final Settler settler =
            new Settler(new Ledger(state, new Journal(state)), tasks, tasks, () -> {});

    @Test
    void what_cannot_be_written_for_whatever_reason_is_never_written_over() {
        state.failure = Optional.of(new OutOfMemoryError("as ordered"));
        settler.add(done(1));
        assertThatThrownBy(settler::flush).isInstanceOf(OutOfMemoryError.class);

        state.failure = Optional.empty();
        settler.add(done(2));
        assertThat(settler.flush()).isFalse();
        assertThat(settler.broken()).isTrue();
        assertThat(state.commits).isZero();
    }

    @Test
    void where_what_is_owed_cannot_be_given_up_nothing_is_settled_any_more() {
        Change change = owed(1, "a").event().change();
        var commit = new Commit();
        LaneId lane = owed(1, "a").delivery().lane();
        new Journal(state).record(commit, change, 0, List.of(new Recorded.Asked(lane, "rule")));
        state.commit(commit);
        state.refuses = true;
        assertThat(settler.bury(lane, DeadReason.TOPIC_DELETED, 10)).isZero();

        state.refuses = false;
        assertThat(settler.broken()).isTrue();
        assertThat(settler.bury(lane, DeadReason.TOPIC_DELETED, 10)).isZero();
        assertThat(new Journal(state).owing(lane)).isEqualTo(1);
    }

    @Test
    void what_is_added_is_written_a_moment_later_and_together() {
        settler.add(done(1));
        settler.add(done(2));
        assertThat(state.commits).isZero();

        tasks.pass(Settler.DELAY);
        assertThat(state.commits).isEqualTo(1);
        assertThat(settler.flush()).isTrue();
    }

    @Test
    void many_waiting_settlements_are_reported_as_crowded() {
        for (int number = 1; number <= Settler.CROWDED + 1; number++) {
            settler.add(done(number));
        }
        assertThat(settler.crowded()).isTrue();

        assertThat(settler.flush()).isTrue();
        assertThat(settler.crowded()).isFalse();
    }

    private static LaneUpdate done(long number) {
        return new LaneUpdate.Done(
                owed(number, "a").tried(Lanes.OK), false, Lanes.START, number + 1);
    }

    /** A store whose failures the test sets. */
    private static final class Failing extends ForwardingState {
        private Optional<Error> failure = Optional.empty();
        private boolean refuses;
        private int commits;

        private Failing() {
            super(MemoryState.create());
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (refuses) {
                throw new StateClosedException();
            }
            failure.ifPresent(error -> {
                throw error;
            });
            commits++;
            return super.commit(commit);
        }
    }
}
