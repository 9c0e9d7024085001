package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.StateContract;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Continuity;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

class MemoryStateTest extends StateContract {
    private Optional<MemoryState> last = Optional.empty();

    @Override
    protected State open() {
        return open(StateFaults.none());
    }

    @Override
    protected State openToFail() {
        return open(faults(1, 1, 0, 0, wait -> {}));
    }

    @Override
    protected List<CommitResult> commitTogether(State on, List<Commit> commits) {
        return ((MemoryState) on).commitTogether(commits);
    }

    private MemoryState open(StateFaults faults) {
        var opened =
                last.map(memoryState -> memoryState.reopen(faults))
                        .orElseGet(() -> MemoryState.create(faults));
        last = Optional.of(opened);
        return opened;
    }

    private static StateFaults faults(
            long seed, double before, double after, double delay, Consumer<Duration> waiting) {
        return new StateFaults(
                new SplittableRandom(seed),
                before,
                after,
                0,
                delay,
                Duration.ofSeconds(1),
                waiting);
    }

    @Test
    void a_refused_commit_changes_nothing_and_the_next_may_succeed() {
        var random = new SplittableRandom(3);
        var state =
                MemoryState.create(
                        new StateFaults(random, 0, 0, 0.5, 0, Duration.ZERO, duration -> {}));
        long committed = 0;
        for (int i = 0; i < 100; i++) {
            try {
                var done = (CommitResult.Committed) state.commit(put("a" + i, "1"));
                assertThat(done.stamp()).isEqualTo(++committed);
            } catch (NotCommittedException _) {
                assertThat(state.get(key("a" + i))).isEmpty();
            }
        }
        assertThat(committed).isBetween(30L, 70L);
    }

    @Test
    void a_lost_end_is_noticed_and_accepted_once_and_stamps_jump() {
        var written = MemoryState.create();
        for (int i = 0; i < 5; i++) {
            written.commit(put("a" + i, "1"));
        }
        written.crash();
        MemoryState whole = written.copy();
        assertThat(written.loseEnd(2)).isEqualTo(3);
        assertThatThrownBy(() -> written.reopen(StateFaults.none()))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("commit 5 was acknowledged")
                .hasMessageContaining("(2 are missing)");
        var left = written.reopen(StateFaults.none(), AcceptedLoss.after(3));
        assertThat(left.get(key("a2"))).isPresent();
        assertThat(left.get(key("a3"))).isEmpty();
        var done = (CommitResult.Committed) left.commit(put("b", "1"));
        assertThat(done.stamp()).isEqualTo(5 + Continuity.JUMP + 1);
        assertThat(whole.reopen(StateFaults.none()).get(key("a4"))).isPresent();
    }

    @Test
    void unacknowledged_commits_may_be_lost() {
        var failing = MemoryState.create(faults(1, 0, 1, 0, wait -> {}));
        assertThatThrownBy(() -> failing.commit(put("a", "1")))
                .isInstanceOf(UnknownOutcomeException.class);
        failing.crash();
        assertThat(failing.loseEnd(1)).isZero();
        assertThat(failing.reopen(StateFaults.none()).get(key("a"))).isEmpty();
    }

    @Test
    void a_commit_that_failed_after_it_was_kept_shows_when_reopened_only() {
        var failing = MemoryState.create(faults(1, 0, 1, 0, wait -> {}));
        assertThatThrownBy(() -> failing.commit(put("a", "1")))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(failing.get(key("a"))).isEmpty();
        failing.crash();
        assertThat(failing.reopen(StateFaults.none()).get(key("a"))).isPresent();
    }

    @Test
    void a_commit_that_failed_before_is_gone_when_reopened() {
        var failing = MemoryState.create(faults(1, 1, 0, 0, wait -> {}));
        assertThatThrownBy(() -> failing.commit(put("a", "1")))
                .isInstanceOf(UnknownOutcomeException.class);
        failing.crash();
        assertThat(failing.reopen(StateFaults.none()).get(key("a"))).isEmpty();
    }

    @Test
    void crashed_it_is_dead_and_what_was_committed_stays() {
        var crashed = MemoryState.create();
        crashed.commit(put("a", "1"));
        crashed.crash();
        assertThatThrownBy(() -> crashed.commit(put("b", "1")))
                .isInstanceOf(StateClosedException.class);
        crashed.close();
        assertThat(crashed.reopen(StateFaults.none()).get(key("a"))).isPresent();
    }

    @Test
    void a_crash_while_a_slow_write_waits_leaves_nothing_of_it() {
        var later = new ArrayList<MemoryState>();
        var crashing =
                MemoryState.create(faults(1, 0, 0, 1, wait -> later.forEach(MemoryState::crash)));
        later.add(crashing);
        assertThatThrownBy(() -> crashing.commit(put("a", "1")))
                .isInstanceOf(StateClosedException.class);
        assertThat(crashing.reopen(StateFaults.none()).get(key("a"))).isEmpty();
    }

    @Test
    void it_is_not_opened_twice_at_once() {
        var open = MemoryState.create();
        assertThatThrownBy(() -> open.reopen(StateFaults.none()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close or crash it first");
    }

    @Test
    void the_same_seed_makes_the_same_faults() {
        assertThat(story(7)).isEqualTo(story(7)).contains("unknown").contains("kept");
        assertThat(story(7)).isNotEqualTo(story(8));
    }

    private static List<String> story(long seed) {
        var story = new ArrayList<String>();
        var faults = faults(seed, 0.2, 0.2, 0.3, wait -> story.add(wait.toString()));
        var memory = MemoryState.create(faults);
        for (int i = 0; i < 40; i++) {
            try {
                memory.commit(put("k" + i, "v"));
                story.add("kept");
            } catch (UnknownOutcomeException e) {
                story.add("unknown");
                memory.crash();
                memory = memory.reopen(faults);
            }
        }
        return story;
    }
}
