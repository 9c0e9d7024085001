package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.CommitResult.Conflict;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.Template;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.state.View;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The contract of every {@link State}: each sentence of its Javadoc and of DESIGN §4 is a test. */
public abstract class StateContract extends StateChecks {
    private static final int SEEDS = 200;
    private static final int COMMITS_A_SEED = 25;

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
        assertThat(drawn).allSatisfy(arrayList -> assertThat(arrayList).isSorted());
    }

    @Test
    void of_64_callers_with_the_same_absence_check_one_wins() throws Exception {
        var results = together(64, () -> state.commit(put("a", "mine").checkAbsent(key("a"))));
        assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(new Conflict(key("a"))::equals).hasSize(63);
    }

    @Test
    void takes_as_many_operations_as_there_may_be_and_refuses_one_more() {
        var commit = new Commit();
        for (int i = 0; i < Commit.MAX_OPERATIONS; i++) {
            commit.put(key("k" + i), bytes("v"));
        }
        committed(commit);
        assertThat(everything()).hasSize(Commit.MAX_OPERATIONS);
        assertInvalid(commit.delete(key("k1")), "at most " + Commit.MAX_OPERATIONS);
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

    // ---- everything together, compared with the simplest possible store

    @Test
    void behaves_like_a_sorted_map() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var model = new StateModel(seed, new SplittableRandom(seed));
            try {
                for (int i = 0; i < COMMITS_A_SEED; i++) {
                    var step = model.draw();
                    model.happened(step, state.commit(step.commit()));
                }
                model.compare(state);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
