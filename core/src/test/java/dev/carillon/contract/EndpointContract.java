package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The contract of every kind of endpoint. */
public abstract class EndpointContract {
    private static final Duration LONG = Duration.ofSeconds(10);

    /** The receiving side of one endpoint, which can be made to fail. */
    protected interface Receiver {
        /** Returns the bodies that arrived, in order. */
        List<String> bodies();

        /** Accepts messages from now on and never answers. */
        void hang();

        /** Stops, and breaks open connections. */
        void stop();

        /** Starts again at the same address. */
        void restart();
    }

    /** Returns the receiving side that {@link #endpoint()} leads to. */
    protected abstract Receiver receiver();

    /** Returns an open endpoint; the subclass closes it. */
    protected abstract Endpoint endpoint();

    /** The description of its kind, as its provider gives it. */
    protected abstract EndpointKind kind();

    @Test
    void a_diagnosis_shows_steps_that_the_kind_describes() {
        Diagnosis good = endpoint().diagnose(message("m"), LONG);
        receiver().stop();
        Diagnosis bad = endpoint().diagnose(message("m"), LONG);

        assertThat(good.ok()).isTrue();
        assertThat(bad.ok()).isFalse();
        assertThat(bad.failed()).isPresent();
        assertThat(Stream.of(good, bad).flatMap(one -> one.steps().stream()).map(Step::name))
                .isNotEmpty()
                .isSubsetOf(described());
    }

    private List<String> described() {
        List<String> steps = kind().steps().stream().map(DiagnosisStep::name).toList();
        return steps.isEmpty() ? List.of("send") : steps;
    }

    @Test
    void delivers_the_body_as_it_is() {
        assertThat(endpoint().send(message("{\"k\":\"é\"}"), LONG)).isInstanceOf(Accepted.class);

        assertThat(receiver().bodies()).containsExactly("{\"k\":\"é\"}");
    }

    @Test
    void delivers_an_empty_and_a_large_body() {
        String large = "x".repeat(1 << 20);

        assertThat(endpoint().send(message(""), LONG).accepted()).isTrue();
        assertThat(endpoint().send(message(large), LONG).accepted()).isTrue();

        assertThat(receiver().bodies()).containsExactly("", large);
    }

    @Test
    void delivers_from_many_threads_at_once() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<AttemptResult>> sends =
                    IntStream.range(0, 100)
                            .<Callable<AttemptResult>>mapToObj(
                                    i -> () -> endpoint().send(message("m" + i), LONG))
                            .toList();
            for (Future<AttemptResult> result : threads.invokeAll(sends)) {
                assertThat(result.get()).isInstanceOf(Accepted.class);
            }
        }
        assertThat(receiver().bodies())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void gives_up_when_the_limit_has_passed() {
        receiver().hang();
        long start = System.nanoTime();

        var result = endpoint().send(message("m"), Duration.ofMillis(300));

        assertThat(result).isEqualTo(new TimedOut(Duration.ofMillis(300)));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    }

    @Test
    void sends_nothing_when_there_is_no_time_at_all() {
        assertThat(endpoint().send(message("m"), Duration.ZERO)).isInstanceOf(TimedOut.class);

        assertThat(receiver().bodies()).isEmpty();
    }

    @Test
    void reports_that_the_receiver_is_gone_and_delivers_when_it_is_back() {
        assertThat(endpoint().send(message("before"), LONG).accepted()).isTrue();
        receiver().stop();
        assertThat(endpoint().send(message("while"), LONG)).isInstanceOf(Unreachable.class);
        receiver().restart();

        Awaitility.await()
                .atMost(LONG)
                .until(() -> endpoint().send(message("after"), LONG).accepted());

        assertThat(receiver().bodies()).startsWith("before").contains("after");
    }

    @Test
    void ends_at_once_when_interrupted_and_stays_interrupted() throws Exception {
        receiver().hang();
        var interrupted = new CompletableFuture<Boolean>();
        var result = new CompletableFuture<AttemptResult>();
        Thread sender =
                Thread.startVirtualThread(() -> {
                    result.complete(endpoint().send(message("m"), Duration.ofMinutes(1)));
                    interrupted.complete(Thread.currentThread().isInterrupted());
                });
        Awaitility.await().atMost(LONG).until(() -> receiver().bodies().size() == 1);

        sender.interrupt();

        assertThat(sender.join(LONG)).isTrue();
        assertThat(result.get()).isInstanceOf(Unreachable.class);
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void ends_what_is_under_way_when_closed_and_can_be_closed_twice() throws Exception {
        receiver().hang();
        var result = new CompletableFuture<AttemptResult>();
        Thread sender =
                Thread.startVirtualThread(() ->
                        result.complete(endpoint().send(message("m"), Duration.ofMinutes(1))));
        Awaitility.await().atMost(LONG).until(() -> receiver().bodies().size() == 1);

        endpoint().close();
        endpoint().close();

        assertThat(sender.join(LONG)).isTrue();
        assertThat(result.get()).isInstanceOf(Unreachable.class);
        assertThat(endpoint().send(message("later"), LONG)).isInstanceOf(Unreachable.class);
    }

    /** Returns a message of JSON type without headers. */
    protected static Message message(String body) {
        return new Message("application/json", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
