package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

class OnceRunnerTest {
    private static final Accepted DONE = new Accepted(OptionalInt.empty());
    private static final Refused FAILED = Refused.stated("exit code 1", Scope.DELIVERY);
    private static final Unreachable UNKNOWN = new Unreachable("the receiver stopped");

    private final MemoryState state = MemoryState.create();
    private final OnceRecords records = new OnceRecords(state);
    private final List<AttemptResult> next = new ArrayList<>();
    private int runs;

    private final Runner runner =
            OnceRunner.over(this::act, Optional.of(records), Duration.ofMillis(1));

    @Test
    void a_success_is_not_run_again_although_its_delivery_is_attempted_again() {
        next.add(DONE);

        assertThat(attempt(7)).isEqualTo(DONE);
        assertThat(attempt(7)).isEqualTo(DONE);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void a_known_failure_is_run_again() {
        next.addAll(List.of(FAILED, FAILED, DONE));

        assertThat(attempt(7)).isEqualTo(FAILED);
        assertThat(attempt(7)).isEqualTo(FAILED);
        assertThat(attempt(7)).isEqualTo(DONE);
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void a_run_whose_end_is_not_known_is_never_run_again_by_itself() {
        next.add(UNKNOWN);

        assertThat(attempt(7)).isEqualTo(UNKNOWN);
        assertThat(scope(attempt(7))).isEqualTo(Scope.INTERRUPTED);
        assertThat(scope(attempt(7))).isEqualTo(Scope.INTERRUPTED);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void a_crash_during_a_run_leaves_its_start() {
        next.add(null);

        assertThatExceptionOfType(Crash.class).isThrownBy(() -> attempt(7));
        assertThat(scope(attempt(7))).isEqualTo(Scope.INTERRUPTED);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void an_operator_that_sends_it_again_makes_it_run_again() {
        next.addAll(List.of(UNKNOWN, DONE));
        attempt(7);
        assertThat(scope(attempt(7))).isEqualTo(Scope.INTERRUPTED);

        Map<String, String> replay =
                Map.of("x-carillon-replay", "true", "x-carillon-delivery", "1");
        ScriptCall call = ScriptCall.of(Scripts.message("k", replay));
        assertThat(runner.run(call, Duration.ofSeconds(1))).isEqualTo(DONE);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void a_start_that_cannot_be_recorded_is_no_run() {
        state.close();

        assertThat(scope(attempt(7))).isEqualTo(Scope.ENDPOINT);
        assertThat(runs).isZero();
    }

    @Test
    void a_run_waits_while_a_full_disk_does_not_take_its_start() {
        var draws = new AtomicInteger();
        Runner waiting = onDisk(() -> draws.incrementAndGet() <= 2 * 100);
        next.add(DONE);

        assertThat(waiting.run(call(7), Duration.ofSeconds(1))).isEqualTo(DONE);
        assertThat(draws.get()).as("two a commit").isGreaterThan(2 * 100);
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void a_run_that_waits_for_the_disk_does_not_outlive_the_endpoint() throws Exception {
        Runner waiting = onDisk(() -> true);
        var attempt = CompletableFuture.supplyAsync(() -> waiting.run(call(7), Duration.ZERO));
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> attempt.get(100, TimeUnit.MILLISECONDS));

        waiting.stopWaiting();

        assertThat(scope(attempt.get(20, TimeUnit.SECONDS))).isEqualTo(Scope.ENDPOINT);
        assertThat(runs).isZero();
    }

    /** Returns a runner over a disk that refuses commits as long as it is full. */
    private Runner onDisk(BooleanSupplier full) {
        var faults =
                new StateFaults(
                        () -> full.getAsBoolean() ? 0 : -1, // 0 is the smallest draw
                        0,
                        0,
                        0.5,
                        0,
                        Duration.ZERO,
                        _ -> {});
        var kept = new OnceRecords(MemoryState.create(faults));
        return OnceRunner.over(this::act, Optional.of(kept), Duration.ofMillis(1));
    }

    @Test
    void an_end_that_cannot_be_recorded_is_an_unknown_end() {
        var closing =
                OnceRunner.over(
                        (call, limit) -> {
                            state.close();
                            return DONE;
                        },
                        Optional.of(records),
                        Duration.ofMillis(1));

        assertThat(closing.run(call(7), Duration.ofSeconds(1))).isInstanceOf(Unreachable.class);
    }

    @Test
    void records_leave_when_their_delivery_is_not_owed_any_more() {
        for (int number = 1; number <= 2_500; number++) {
            next.add(number % 2 == 0 ? DONE : UNKNOWN);
            attempt(number);
        }
        assertThat(records.count()).isEqualTo(2_500);

        int removed = records.removeSettled((replay, from, to) -> Set.of(3L, 4L, 2_400L));

        assertThat(removed).isEqualTo(2_497);
        assertThat(records.count()).isEqualTo(3);
        assertThat(attempt(4)).as("its success is known").isEqualTo(DONE);
        assertThat(scope(attempt(3))).isEqualTo(Scope.INTERRUPTED);
        assertThat(records.removeSettled((_, _, _) -> Set.of())).isEqualTo(3);
        assertThat(records.count()).isZero();
    }

    private static final class Crash extends RuntimeException {}

    private AttemptResult act(ScriptCall call, Duration limit) {
        runs++;
        AttemptResult result = next.removeFirst();
        if (result == null) {
            throw new Crash();
        }
        return result;
    }

    private AttemptResult attempt(int number) {
        return runner.run(call(number), Duration.ofSeconds(1));
    }

    private static ScriptCall call(int number) {
        return ScriptCall.of(
                Scripts.message("k", Map.of("x-carillon-delivery", Integer.toString(number))));
    }

    private static Scope scope(AttemptResult result) {
        assertThat(result).isInstanceOf(Refused.class);
        return ((Stated) ((Refused) result).reason()).scope();
    }
}
