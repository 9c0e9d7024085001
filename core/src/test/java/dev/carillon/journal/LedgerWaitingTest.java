package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.delivery.Owed;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.NotCommittedException;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/**
 * Tests that settlements wait while the state cannot write for a time, because lanes do not retry
 * them.
 */
class LedgerWaitingTest {
    private final JournalWorld world = new JournalWorld();
    private final Owed owed = world.oweOne("a");
    private final Refusing state = new Refusing(world.state);
    private final Ledger ledger = new Ledger(state, world.journal);

    @Test
    void what_could_not_be_written_at_once_is_written_later() {
        state.refusals = 2;
        ledger.write(List.of(new LaneUpdate.Done(owed, false, JournalWorld.TIME, 2)));
        assertThat(world.journal.books(JournalWorld.LANE).done()).isEqualTo(1);
        assertThat(state.refusals).isZero();
        assertThat(state.commits).isEqualTo(1);
    }

    @Test
    void nothing_is_waited_for_after_stop() {
        state.refusals = 2;
        ledger.stop();
        assertThatThrownBy(() ->
                        ledger.write(
                                List.of(new LaneUpdate.Done(owed, false, JournalWorld.TIME, 2))))
                .isInstanceOf(CannotWriteException.class);
    }

    private static final class Refusing extends ForwardingState {
        private int refusals;
        private int commits;

        private Refusing(MemoryState state) {
            super(state);
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (refusals > 0) {
                refusals--;
                throw new NotCommittedException("ordered", new IOException());
            }
            commits++;
            return super.commit(commit);
        }
    }
}
