package dev.carillon.deliver;

import static dev.carillon.deliver.Lanes.owed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.journal.Entry;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class SettlerTest {
    private final ManualTasks tasks = new ManualTasks();
    private final Failing state = new Failing();
    private final Settler settler =
            new Settler(new Ledger(state, new Journal(state)), tasks, tasks);

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
    void what_is_added_is_written_a_moment_later_and_together() {
        settler.add(done(1));
        settler.add(done(2));
        assertThat(state.commits).isZero();

        tasks.pass(Settler.DELAY);
        assertThat(state.commits).isEqualTo(1);
        assertThat(settler.flush()).isTrue();
    }

    @Test
    void so_many_that_wait_are_told_as_a_crowd() {
        for (int number = 1; number <= Settler.CROWDED + 1; number++) {
            settler.add(done(number));
        }
        assertThat(settler.crowded()).isTrue();

        assertThat(settler.flush()).isTrue();
        assertThat(settler.crowded()).isFalse();
    }

    private static Entry done(long number) {
        return new Entry.Done(owed(number, "a").tried(Lanes.OK), false, Lanes.START, number + 1);
    }

    /** A store that fails as it is told. */
    private static final class Failing implements State {
        private final MemoryState state = MemoryState.create();
        private Optional<Error> failure = Optional.empty();
        private int commits;

        @Override
        public CommitResult commit(Commit commit) {
            failure.ifPresent(it -> {
                throw it;
            });
            commits++;
            return state.commit(commit);
        }

        @Override
        public Optional<Stamped> get(Key key) {
            return state.get(key);
        }

        @Override
        public View view() {
            return state.view();
        }

        @Override
        public void close() {}
    }
}
