package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.CommitResult.Conflict;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.Template;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.state.View;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What every {@link State} does: each sentence of its Javadoc and of DESIGN §4 is a test. */
public abstract class StateContract {
    /** The store under test. */
    protected State state;

    /** Opens the store: at first a new one, later the same data again. */
    protected abstract State open();

    /** Opens the same data so that the next write fails. */
    protected abstract State openToFail();

    /** Commits several so that they become durable as one group, in this order. */
    protected abstract List<CommitResult> commitTogether(State on, List<Commit> commits)
            throws Exception;

    @BeforeEach
    final void openFirst() {
        state = open();
    }

    @AfterEach
    final void closeLast() {
        state.close();
    }

    // ---- get, view, commit

    @Test
    void reads_what_was_committed_with_the_stamp_of_its_commit() {
        long stamp = committed(put("a", "1")).stamp();
        var read = state.get(key("a")).orElseThrow();
        assertThat(text(read.value())).isEqualTo("1");
        assertThat(read.stamp()).isEqualTo(stamp);
    }

    @Test
    void reads_nothing_under_a_key_never_put() {
        assertThat(state.get(key("a"))).isEmpty();
        assertThat(state.get(Key.of(new byte[0]))).isEmpty();
    }

    @Test
    void an_empty_value_is_a_value() {
        committed(put("a", ""));
        assertThat(state.get(key("a")).orElseThrow().value()).isEmpty();
    }

    @Test
    void a_commit_puts_deletes_and_deletes_ranges_at_once() {
        committed(put("a", "1").put(key("b1"), bytes("1")).put(key("b2"), bytes("2")));
        long stamp =
                committed(put("c", "3").delete(key("a")).deleteRange(key("b"), key("c"))).stamp();
        assertThat(everything()).containsExactly("c=3@" + stamp);
    }

    @Test
    void a_range_delete_spares_its_end() {
        committed(put("a", "1").put(key("b"), bytes("2")));
        committed(new Commit().deleteRange(key("a"), key("b")));
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("b");
    }

    @Test
    void of_two_writes_to_one_key_the_later_stands() {
        committed(put("a", "1").put(key("a"), bytes("2")));
        committed(put("b", "1").delete(key("b")));
        committed(new Commit().delete(key("c")).put(key("c"), bytes("3")));
        committed(new Commit().deleteRange(key("d"), key("e")).put(key("d"), bytes("4")));
        committed(put("d1", "5").deleteRange(key("d1"), key("e")));
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("a", "c", "d");
        assertThat(text(state.get(key("a")).orElseThrow().value())).isEqualTo("2");
    }

    @Test
    void deleting_what_is_not_there_does_nothing() {
        committed(new Commit().delete(key("a")).deleteRange(key("b"), key("b")));
        assertThat(everything()).isEmpty();
    }

    @Test
    void keys_compare_as_unsigned_bytes() {
        var raw = List.of(new byte[] {0}, new byte[] {0, 1}, new byte[] {127}, new byte[] {-128});
        var commit = new Commit();
        raw.reversed().forEach(it -> commit.put(Key.of(it), it));
        committed(commit.put(Key.of(new byte[] {-1, -1}), bytes("last")));
        var seen = new ArrayList<String>();
        try (var view = state.view();
                var scan = view.scan(Key.of(new byte[0]), top(), View.Order.FORWARD)) {
            while (scan.next()) {
                seen.add(scan.key().toString());
            }
        }
        assertThat(seen).containsExactly("00", "0001", "7f", "80", "ffff");
    }

    // ---- views and scans

    @Test
    void a_view_shows_everything_as_it_was() {
        committed(put("a", "1").put(key("b"), bytes("1")));
        try (var view = state.view()) {
            committed(put("a", "2").delete(key("b")).put(key("c"), bytes("3")));
            assertThat(text(view.get(key("a")).orElseThrow().value())).isEqualTo("1");
            assertThat(view.get(key("b"))).isPresent();
            assertThat(view.get(key("c"))).isEmpty();
            assertThat(keysOf(view, View.Order.FORWARD)).containsExactly("a", "b");
        }
    }

    @Test
    void a_scan_begun_late_shows_the_view_not_the_present() {
        committed(put("a", "1"));
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            committed(put("a1", "2").delete(key("a")));
            assertThat(scan.next()).isTrue();
            assertThat(text(scan.value())).isEqualTo("1");
            assertThat(scan.next()).isFalse();
        }
    }

    @Test
    void scans_forward_and_reverse_from_inclusive_to_exclusive() {
        committed(letters("abcde"));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b"), key("d"), View.Order.FORWARD)))
                    .containsExactly("b", "c");
            assertThat(keys(view.scan(key("b"), key("d"), View.Order.REVERSE)))
                    .containsExactly("c", "b");
        }
    }

    @Test
    void an_empty_or_turned_range_holds_nothing() {
        committed(letters("abc"));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b"), key("b"), View.Order.FORWARD))).isEmpty();
            assertThat(keys(view.scan(key("c"), key("a"), View.Order.FORWARD))).isEmpty();
            assertThat(keys(view.scan(key("c"), key("a"), View.Order.REVERSE))).isEmpty();
        }
    }

    @Test
    void a_prefix_scan_shows_what_begins_with_it() {
        committed(letters("abc").put(key("b1"), bytes("1")).put(key("b2"), bytes("2")));
        try (var view = state.view()) {
            assertThat(keys(view.scan(key("b")))).containsExactly("b", "b1", "b2");
        }
    }

    @Test
    void a_scan_shows_key_value_and_stamp() {
        long stamp = committed(put("a", "1")).stamp();
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            assertThat(scan.next()).isTrue();
            assertThat(scan.key()).isEqualTo(key("a"));
            assertThat(text(scan.value())).isEqualTo("1");
            assertThat(scan.stamp()).isEqualTo(stamp);
        }
    }

    @Test
    void a_scan_stands_on_no_entry_before_the_first_and_after_the_last_step() {
        committed(put("a", "1"));
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            assertThatThrownBy(scan::key).isInstanceOf(IllegalStateException.class);
            assertThat(scan.next()).isTrue();
            assertThat(scan.next()).isFalse();
            assertThat(scan.next()).isFalse();
            assertThatThrownBy(scan::value).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void seeks_forward_to_the_first_entry_at_or_after() {
        committed(letters("bdfh"));
        try (var view = state.view();
                var scan = view.scan(key("a"), key("h"), View.Order.FORWARD)) {
            assertThat(scan.seek(key("a"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("b"));
            assertThat(scan.seek(key("d"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("d"));
            assertThat(scan.seek(key("e"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("f"));
            assertThat(scan.next()).isFalse();
        }
    }

    @Test
    void seeks_in_reverse_to_the_first_entry_at_or_before() {
        committed(letters("bdfh"));
        try (var view = state.view();
                var scan = view.scan(key("b"), key("z"), View.Order.REVERSE)) {
            assertThat(scan.seek(key("g"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("f"));
            assertThat(scan.seek(key("d"))).isTrue();
            assertThat(scan.key()).isEqualTo(key("d"));
            assertThat(scan.next()).isTrue();
            assertThat(scan.key()).isEqualTo(key("b"));
            assertThat(scan.seek(key("a"))).isFalse();
        }
    }

    @Test
    void never_seeks_back() {
        committed(letters("abcd"));
        try (var view = state.view();
                var forward = view.scan(key("a"), key("z"), View.Order.FORWARD);
                var reverse = view.scan(key("a"), key("z"), View.Order.REVERSE)) {
            assertThat(forward.seek(key("c"))).isTrue();
            assertThat(forward.seek(key("a"))).isTrue();
            assertThat(forward.key()).isEqualTo(key("c"));
            assertThat(reverse.seek(key("b"))).isTrue();
            assertThat(reverse.seek(key("d"))).isTrue();
            assertThat(reverse.key()).isEqualTo(key("b"));
        }
    }

    @Test
    void seeks_no_further_than_the_scan_goes() {
        committed(letters("abcd"));
        try (var view = state.view();
                var forward = view.scan(key("b"), key("c"), View.Order.FORWARD);
                var late = view.scan(key("b"), key("d"), View.Order.FORWARD);
                var reverse = view.scan(key("b"), key("d"), View.Order.REVERSE)) {
            assertThat(forward.seek(key("a"))).isTrue();
            assertThat(forward.key()).isEqualTo(key("b"));
            assertThat(late.seek(key("d"))).isFalse();
            assertThat(late.next()).isFalse();
            assertThat(reverse.seek(key("z"))).isTrue();
            assertThat(reverse.key()).isEqualTo(key("c"));
        }
    }

    @Test
    void a_closed_view_or_scan_shows_nothing_and_may_be_closed_again() {
        committed(put("a", "1"));
        var view = state.view();
        var scan = view.scan(key("a"));
        scan.close();
        scan.close();
        assertThatThrownBy(scan::next).isInstanceOf(IllegalStateException.class);
        view.close();
        view.close();
        assertThatThrownBy(() -> view.get(key("a"))).isInstanceOf(IllegalStateException.class);
    }

    // ---- stamps and checks

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

    // ---- in one group

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
                        .map(it -> ((Committed) it).numbers()[0])
                        .toList();
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    // ---- holes

    @Test
    void the_stamp_fills_holes_in_keys_and_values() {
        var stamp = new Hole.Stamp();
        var commit =
                new Commit()
                        .put(
                                Template.builder().u8('k').hole(stamp).u8('e').build(),
                                Template.builder().u8('v').hole(stamp).build());
        long expected = committed(commit).stamp();
        var read = state.get(Template.builder().u8('k').i64(expected).u8('e').key()).orElseThrow();
        assertThat(read.value()).isEqualTo(Template.builder().u8('v').i64(expected).array());
    }

    @Test
    void inverted_stamps_sort_the_newest_first() {
        var stamps = new ArrayList<Long>();
        for (int i = 0; i < 3; i++) {
            var commit =
                    new Commit()
                            .put(
                                    Template.builder()
                                            .u8('k')
                                            .hole(new Hole.InvertedStamp())
                                            .build(),
                                    Template.builder().hole(new Hole.Stamp()).build());
            stamps.add(committed(commit).stamp());
        }
        var seen = new ArrayList<Long>();
        try (var view = state.view();
                var scan = view.scan(key("k"))) {
            while (scan.next()) {
                seen.add(scan.stamp());
            }
        }
        assertThat(seen).isEqualTo(stamps.reversed());
    }

    @Test
    void numbers_fill_holes_and_are_returned() {
        var commit = new Commit();
        var first = commit.next(key("n"));
        var second = commit.next(key("n"));
        var other = commit.next(key("m"));
        commit.put(
                Template.builder().u8('k').hole(second).build(),
                Template.builder().hole(first).hole(second).hole(other).build());
        var committed = committed(commit);
        assertThat(committed.numbers()).containsExactly(1, 2, 1);
        assertThat(committed.number(second)).isEqualTo(2);
        assertThat(state.get(Template.builder().u8('k').i64(2).key()).orElseThrow().value())
                .isEqualTo(Template.builder().i64(1).i64(2).i64(1).array());
    }

    @Test
    void a_counter_is_kept_in_the_same_commit_and_counts_on_after_a_restart() {
        for (long expected = 1; expected <= 6; expected++) {
            var commit = new Commit();
            var number = commit.next(key("n"));
            var committed = committed(commit);
            assertThat(committed.number(number)).isEqualTo(expected);
            var kept = state.get(key("n")).orElseThrow();
            assertThat(kept.value()).isEqualTo(Template.builder().i64(expected).array());
            assertThat(kept.stamp()).isEqualTo(committed.stamp());
            if (expected % 2 == 0) {
                reopen();
            }
        }
    }

    @Test
    void a_deleted_counter_starts_again() throws Exception {
        var again = new Commit();
        again.next(key("n"));
        again.delete(key("n"));
        assertThat(committed(again).numbers()).containsExactly(1);
        assertThat(state.get(key("n"))).isEmpty();
        assertThat(committed(counting()).numbers()).containsExactly(1);
        var results =
                commitTogether(
                        state,
                        List.of(
                                counting(),
                                new Commit().deleteRange(key("a"), key("z")),
                                counting()));
        assertThat(((Committed) results.get(0)).numbers()).containsExactly(2);
        assertThat(((Committed) results.get(2)).numbers()).containsExactly(1);
    }

    @Test
    void numbers_are_not_drawn_from_a_key_that_is_no_counter() {
        committed(put("n", "text"));
        assertThatThrownBy(() -> state.commit(counting().put(key("x"), bytes("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no counter");
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("n");
    }

    @Test
    void the_templates_of_a_commit_are_not_written_to() {
        var value = Template.builder().hole(new Hole.Stamp()).build();
        committed(new Commit().put(Template.of(bytes("a")), value));
        assertThat(value.bytes()).containsOnly(0);
    }

    @Test
    void draws_without_gaps_for_64_callers_at_once() throws Exception {
        long callers = 64;
        long each = 20;
        var drawn =
                together(
                        (int) callers,
                        () -> {
                            var numbers = new ArrayList<Long>();
                            for (int i = 0; i < each; i++) {
                                numbers.add(committed(counting()).numbers()[0]);
                            }
                            return numbers;
                        });
        assertThat(drawn.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(LongStream.rangeClosed(1, callers * each).boxed().toList());
        assertThat(drawn).allSatisfy(it -> assertThat(it).isSorted());
    }

    @Test
    void of_64_callers_with_the_same_absence_check_one_wins() throws Exception {
        var results = together(64, () -> state.commit(put("a", "mine").checkAbsent(key("a"))));
        assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(new Conflict(key("a"))::equals).hasSize(63);
    }

    // ---- limits

    @Test
    void takes_4096_operations_and_refuses_one_more() {
        var commit = new Commit();
        for (int i = 0; i < Commit.MAX_OPERATIONS; i++) {
            commit.put(key("k" + i), bytes("v"));
        }
        committed(commit);
        assertThat(everything()).hasSize(Commit.MAX_OPERATIONS);
        assertInvalid(commit.delete(key("k1")), "4096");
    }

    @Test
    void takes_8_MiB_and_refuses_one_byte_more() {
        var fits = new Commit().put(key("a"), new byte[Commit.MAX_BYTES - 1]);
        committed(fits);
        assertThat(state.get(key("a")).orElseThrow().value()).hasSize(Commit.MAX_BYTES - 1);
        assertInvalid(new Commit().put(key("b"), new byte[Commit.MAX_BYTES]), "split it");
        assertThat(state.get(key("b"))).isEmpty();
    }

    @Test
    void refuses_to_check_the_absence_of_a_key_it_does_not_put() {
        assertInvalid(put("a", "1").checkAbsent(key("b")), "is not put");
        var hole = Template.builder().hole(new Hole.Stamp()).build();
        assertInvalid(
                new Commit().put(hole, hole).checkAbsent(Key.of(new byte[Long.BYTES])), "not put");
        assertThat(everything()).isEmpty();
    }

    @Test
    void refuses_an_empty_key_and_a_turned_range() {
        var none = Key.of(new byte[0]);
        assertInvalid(new Commit().put(none, bytes("x")), "empty key");
        assertInvalid(new Commit().delete(none), "empty key");
        assertInvalid(new Commit().deleteRange(none, key("a")), "empty key");
        assertInvalid(new Commit().checkStamp(none, 1), "empty key");
        assertInvalid(new Commit().deleteRange(key("b"), key("a")), "turned");
    }

    @Test
    void refuses_a_number_drawn_for_another_commit() {
        var foreign = new Commit().next(key("n"));
        var template = Template.builder().hole(foreign).build();
        assertInvalid(new Commit().put(template, template), "another commit");
    }

    // ---- restart, failure, close

    @Test
    void keeps_everything_over_a_restart() {
        committed(letters("abc"));
        committed(new Commit().delete(key("b")));
        var before = everything();
        reopen();
        assertThat(everything()).isEqualTo(before).hasSize(2);
    }

    @Test
    void after_a_failed_write_every_commit_is_refused_and_its_outcome_unknown() {
        committed(put("a", "1"));
        state.close();
        state = openToFail();
        assertThatThrownBy(() -> state.commit(put("b", "1")))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThatThrownBy(() -> state.commit(put("c", "1")))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(everything()).hasSize(1);
        reopen();
        committed(put("d", "1"));
        assertThat(keysOf(View.Order.FORWARD)).contains("a", "d").doesNotContain("c");
    }

    @Test
    void closed_it_refuses_everything_and_may_be_closed_again() {
        committed(put("a", "1"));
        var view = state.view();
        var scan = view.scan(key("a"));
        state.close();
        state.close();
        assertThatThrownBy(() -> state.commit(put("a", "2")))
                .isInstanceOf(StateClosedException.class);
        assertThatThrownBy(() -> state.get(key("a"))).isInstanceOf(StateClosedException.class);
        assertThatThrownBy(() -> state.view()).isInstanceOf(StateClosedException.class);
        assertThatThrownBy(() -> view.get(key("a"))).isInstanceOf(StateClosedException.class);
        assertThatThrownBy(scan::next).isInstanceOf(StateClosedException.class);
        scan.close();
        view.close();
    }

    @Test
    void an_interrupt_does_not_end_a_commit_and_is_not_lost() {
        Thread.currentThread().interrupt();
        committed(put("a", "1"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(state.get(key("a"))).isPresent();
    }

    // ---- words for the above

    private void reopen() {
        state.close();
        state = open();
    }

    private Committed committed(Commit commit) {
        return (Committed) state.commit(commit);
    }

    private void assertInvalid(Commit commit, String why) {
        assertThatThrownBy(() -> state.commit(commit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static Commit counting() {
        var commit = new Commit();
        commit.next(key("n"));
        return commit;
    }

    private static Commit letters(String letters) {
        var commit = new Commit();
        letters.chars().forEach(it -> commit.put(key(Character.toString(it)), bytes("v")));
        return commit;
    }

    /** Puts one key. */
    protected static Commit put(String key, String value) {
        return new Commit().put(key(key), bytes(value));
    }

    /** A key of UTF-8. */
    protected static Key key(String text) {
        return Key.of(bytes(text));
    }

    /** UTF-8. */
    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Key top() {
        return Key.of(new byte[] {-1, -1, -1});
    }

    private List<String> everything() {
        var seen = new ArrayList<String>();
        try (var view = state.view();
                var scan = view.scan(Key.of(new byte[0]), top(), View.Order.FORWARD)) {
            while (scan.next()) {
                seen.add(text(scan.key().bytes()) + "=" + text(scan.value()) + "@" + scan.stamp());
            }
        }
        return seen;
    }

    private List<String> keysOf(View.Order order) {
        try (var view = state.view()) {
            return keysOf(view, order);
        }
    }

    private static List<String> keysOf(View view, View.Order order) {
        return keys(view.scan(Key.of(new byte[0]), top(), order));
    }

    private static List<String> keys(Scan scan) {
        var seen = new ArrayList<String>();
        try (scan) {
            while (scan.next()) {
                seen.add(text(scan.key().bytes()));
            }
        }
        return seen;
    }

    private static <T> List<T> together(int callers, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < callers; i++) {
                futures.add(threads.submit(call));
            }
            var results = new ArrayList<T>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
