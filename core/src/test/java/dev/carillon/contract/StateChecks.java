package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.CommitResult.Conflict;
import dev.carillon.state.View;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The contract of checks and stamps, between commits and within a group. */
public abstract class StateChecks extends StateReads {
    @Test
    void stamps_strictly_rise() {
        var stamps = new ArrayList<Long>();
        for (int i = 0; i < 20; i++) {
            stamps.add(committed(put("k" + i, "v")).stamp());
        }
        assertThat(stamps).isSorted().doesNotHaveDuplicates();
        assertThat(stamps.getFirst()).isPositive();
    }

    @Test
    void stamps_strictly_rise_over_restarts_even_if_everything_was_deleted() {
        long before = committed(put("a", "1")).stamp();
        before = Math.max(before, committed(new Commit().delete(key("a"))).stamp());
        for (int restart = 0; restart < 3; restart++) {
            reopen();
            long after = committed(put("a", "1")).stamp();
            assertThat(after).isGreaterThan(before);
            before = after;
        }
    }

    @Test
    void a_commit_that_checks_the_right_stamp_happens() {
        long first = committed(put("a", "1")).stamp();
        long second = committed(put("a", "2").checkStamp(key("a"), first)).stamp();
        assertThat(state.get(key("a")).orElseThrow().stamp()).isEqualTo(second);
    }

    @Test
    void a_failed_check_is_a_conflict_and_nothing_happened() {
        long first = committed(put("a", "1")).stamp();
        committed(put("a", "2"));
        var refused = put("b", "x").delete(key("a")).checkStamp(key("a"), first);
        refused.next(key("n"));
        assertThat(state.commit(refused)).isEqualTo(new Conflict(key("a")));
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("a");
    }

    @Test
    void a_check_may_be_of_a_key_the_commit_does_not_write() {
        long fence = committed(put("fence", "1")).stamp();
        committed(put("a", "1").checkStamp(key("fence"), fence));
        committed(put("fence", "2"));
        assertThat(state.commit(put("b", "1").checkStamp(key("fence"), fence)))
                .isEqualTo(new Conflict(key("fence")));
    }

    @Test
    void a_deleted_key_has_no_stamp() {
        long stamp = committed(put("a", "1")).stamp();
        committed(new Commit().delete(key("a")));
        assertThat(state.commit(put("b", "1").checkStamp(key("a"), stamp)))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void a_key_never_put_has_no_stamp() {
        assertThat(state.commit(put("b", "1").checkStamp(key("a"), 0)))
                .isEqualTo(new Conflict(key("a")));
    }

    @Test
    void a_key_of_a_deleted_range_has_no_stamp() {
        long stamp = committed(put("a1", "1")).stamp();
        committed(put("c", "1").checkStamp(key("a1"), stamp));
        committed(new Commit().deleteRange(key("a"), key("b")));
        assertThat(state.commit(put("b", "1").checkStamp(key("a1"), stamp)))
                .isInstanceOf(Conflict.class);
        committed(put("a1", "again").checkAbsent(key("a1")));
    }

    @Test
    void an_absence_check_holds_once() {
        committed(put("a", "1").checkAbsent(key("a")));
        assertThat(state.commit(put("a", "2").checkAbsent(key("a"))))
                .isEqualTo(new Conflict(key("a")));
        committed(new Commit().delete(key("a")));
        committed(put("a", "3").checkAbsent(key("a")));
    }

    @Test
    void a_key_that_was_read_may_not_have_changed_since() {
        var absent = state.read(key("a"));
        committed(put("a", "1").checkUnchanged(absent));
        assertThat(state.commit(put("a", "2").checkUnchanged(absent)))
                .isEqualTo(new Conflict(key("a")));
        var present = state.read(key("a"));
        committed(put("b", "1").checkUnchanged(present));
        committed(put("a", "1").checkUnchanged(present));
        assertThat(state.commit(put("b", "2").checkUnchanged(present)))
                .isEqualTo(new Conflict(key("a")));
    }

    @Test
    void a_key_that_was_read_may_not_be_deleted_and_put_again() {
        committed(put("a", "1"));
        var reading = state.read(key("a"));
        committed(new Commit().delete(key("a")));
        assertThat(state.commit(put("b", "1").checkUnchanged(reading)))
                .isEqualTo(new Conflict(key("a")));
        committed(put("a", "1"));
        assertThat(state.commit(put("b", "1").checkUnchanged(reading)))
                .isEqualTo(new Conflict(key("a")));
    }

    @Test
    void a_key_that_was_read_may_not_be_removed_with_a_range() {
        committed(put("a1", "1"));
        var reading = state.read(key("a1"));
        committed(new Commit().deleteRange(key("a"), key("b")));
        assertThat(state.commit(put("c", "1").checkUnchanged(reading)))
                .isEqualTo(new Conflict(key("a1")));
    }

    @Test
    void a_reading_is_compared_with_the_earlier_commits_of_the_group() throws Exception {
        var reading = state.read(key("a"));
        var results =
                commitTogether(
                        state,
                        List.of(
                                put("a", "1").checkUnchanged(reading),
                                put("a", "2").checkUnchanged(reading),
                                new Commit().delete(key("a")),
                                put("a", "3").checkUnchanged(reading)));
        assertThat(results.get(1)).isEqualTo(new Conflict(key("a")));
        assertThat(results.get(3)).isInstanceOf(Committed.class);
    }

    @Test
    void a_counter_that_is_deleted_or_put_after_a_number_was_drawn_stays_so() throws Exception {
        var drawing = new Commit();
        drawing.next(key("n"));
        drawing.next(key("m1"));
        commitTogether(
                state,
                List.of(drawing, new Commit().delete(key("n")).deleteRange(key("m"), key("n"))));
        assertThat(state.get(key("n"))).isEmpty();
        assertThat(state.get(key("m1"))).isEmpty();
        var again = new Commit();
        again.next(key("n"));
        commitTogether(state, List.of(again, put("n", "text")));
        assertThat(text(state.get(key("n")).orElseThrow().value())).isEqualTo("text");
    }

    @Test
    void a_refused_commit_uses_no_stamp_and_no_number() {
        committed(put("a", "1"));
        for (int i = 0; i < 5; i++) {
            var refused = put("a", "2").checkAbsent(key("a"));
            refused.next(key("n"));
            assertThat(state.commit(refused)).isInstanceOf(Conflict.class);
        }
        var commit = new Commit();
        var number = commit.next(key("n"));
        assertThat(committed(commit).number(number)).isEqualTo(1);
    }

    @Test
    void of_two_commits_of_a_group_with_the_same_absence_check_one_wins() throws Exception {
        var results =
                commitTogether(
                        state,
                        List.of(
                                put("a", "first").checkAbsent(key("a")),
                                put("a", "second").checkAbsent(key("a"))));
        assertThat(results.get(0)).isInstanceOf(Committed.class);
        assertThat(results.get(1)).isEqualTo(new Conflict(key("a")));
        assertThat(text(state.get(key("a")).orElseThrow().value())).isEqualTo("first");
    }

    @Test
    void of_two_commits_of_a_group_that_check_the_same_stamp_one_wins() throws Exception {
        long stamp = committed(put("a", "0")).stamp();
        var results =
                commitTogether(
                        state,
                        List.of(
                                put("a", "1").checkStamp(key("a"), stamp),
                                put("a", "2").checkStamp(key("a"), stamp)));
        assertThat(results.get(0)).isInstanceOf(Committed.class);
        assertThat(results.get(1)).isEqualTo(new Conflict(key("a")));
    }

    @Test
    void checks_see_the_deletes_of_the_group() throws Exception {
        long stamp = committed(put("a", "0").put(key("b"), bytes("0"))).stamp();
        var results =
                commitTogether(
                        state,
                        List.of(
                                new Commit().delete(key("a")),
                                put("c", "1").checkStamp(key("a"), stamp),
                                put("a", "1").checkAbsent(key("a")),
                                put("d", "1").checkStamp(key("b"), stamp)));
        assertThat(results.get(1)).isEqualTo(new Conflict(key("a")));
        assertThat(results.get(2)).isInstanceOf(Committed.class);
        assertThat(results.get(3)).isInstanceOf(Committed.class);
    }

    @Test
    void checks_see_the_range_deletes_of_the_group() throws Exception {
        long stamp = committed(put("a1", "0").put(key("b"), bytes("0"))).stamp();
        var results =
                commitTogether(
                        state,
                        List.of(
                                put("a2", "0"),
                                new Commit().deleteRange(key("a"), key("b")),
                                put("c", "1").checkStamp(key("a1"), stamp),
                                put("a1", "1").checkAbsent(key("a1")),
                                put("a2", "1").checkAbsent(key("a2")),
                                put("a2", "2").checkAbsent(key("a2")),
                                put("d", "1").checkStamp(key("b"), stamp)));
        assertThat(results.get(2)).isEqualTo(new Conflict(key("a1")));
        assertThat(results.get(3)).isInstanceOf(Committed.class);
        assertThat(results.get(4)).isInstanceOf(Committed.class);
        assertThat(results.get(5)).isEqualTo(new Conflict(key("a2")));
        assertThat(results.get(6)).isInstanceOf(Committed.class);
    }

    @Test
    void checks_do_not_see_the_refused_commits_of_the_group() throws Exception {
        long stamp = committed(put("a", "0")).stamp();
        var results =
                commitTogether(
                        state,
                        List.of(
                                put("b", "x").checkStamp(key("a"), stamp + 1),
                                put("b", "y").checkAbsent(key("b"))));
        assertThat(results.get(0)).isInstanceOf(Conflict.class);
        assertThat(results.get(1)).isInstanceOf(Committed.class);
    }

    @Test
    void numbers_of_a_group_have_no_gaps_where_a_commit_was_refused() throws Exception {
        committed(put("a", "0"));
        var commits = IntStream.range(0, 9).mapToObj(i -> new Commit()).toList();
        for (int i = 0; i < commits.size(); i++) {
            commits.get(i).next(key("n"));
            if (i % 3 == 1) {
                commits.get(i).put(key("a"), bytes("x")).checkAbsent(key("a"));
            }
        }
        var numbers =
                commitTogether(state, commits).stream()
                        .filter(Committed.class::isInstance)
                        .map(commitResult -> ((Committed) commitResult).numbers()[0])
                        .toList();
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }
}
