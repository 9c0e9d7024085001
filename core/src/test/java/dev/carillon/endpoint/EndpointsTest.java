package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.ScriptedEndpoint;
import dev.carillon.testkit.SettableClock;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndpointsTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Message MESSAGE = new Message("text/plain", Map.of(), new byte[0]);

    private final SettableClock clock = SettableClock.atNewYear();
    private final Opener opener = new Opener();
    private final Endpoints endpoints = new Endpoints(List.of(opener), clock);

    @Test
    void opens_one_endpoint_for_a_target_however_often_it_is_asked_for() {
        send(target("test://a"));
        send(target("test://a"));
        send(target("test://b"));

        assertThat(opener.opened).hasSize(2);
        assertThat(opener.opened.getFirst().messages()).hasSize(2);
    }

    @Test
    void the_same_address_with_other_options_is_another_endpoint() {
        send(target("test://a"));
        send(new Target("test://a", Map.of("verify-ssl", "false")));

        assertThat(opener.opened).hasSize(2);
    }

    @Test
    void topics_share_an_endpoint_only_if_it_does_not_depend_on_their_names() {
        send(target("test://a").of(Optional.of("one")));
        send(target("test://a").of(Optional.of("two")));
        assertThat(opener.opened).hasSize(2);

        var http = new HttpEndpointProvider(new AddressGuard(List.of(), true));
        try (var web = new Endpoints(List.of(http), clock)) {
            var target = new Target("http://127.0.0.1:9/", Map.of());
            web.at(target.of(Optional.of("one"))).send(MESSAGE, LIMIT);
            web.at(target.of(Optional.of("two"))).send(MESSAGE, LIMIT);
            assertThat(web.size()).isEqualTo(1);
            web.retire(target.of(Optional.of("one")));
            assertThat(web.size()).isZero();
        }
    }

    @Test
    void opens_nothing_before_the_first_message() {
        endpoints.at(target("test://a"));

        assertThat(opener.opened).isEmpty();
    }

    @Test
    void a_retired_target_is_closed_and_a_kept_reference_opens_it_again() {
        var kept = endpoints.at(target("test://a"));
        kept.send(MESSAGE, LIMIT);
        endpoints.retire(target("test://a"));

        assertThat(opener.opened.getFirst().closed()).isTrue();
        assertThat(kept.send(MESSAGE, LIMIT)).isEqualTo(new Accepted(200));
        assertThat(opener.opened).hasSize(2);
    }

    @Test
    void a_retired_target_is_closed_only_when_its_attempt_has_ended() throws Exception {
        var gate = new CountDownLatch(1);
        var sending = new CountDownLatch(1);
        opener.next = new ScriptedEndpoint().otherwise(_ -> held(sending, gate));
        var result = new CompletableFuture<AttemptResult>();
        Thread.startVirtualThread(() -> result.complete(send(target("test://a"))));
        sending.await();

        endpoints.retire(target("test://a"));

        assertThat(opener.opened.getFirst().closed()).isFalse();
        gate.countDown();
        assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(new Accepted(201));
        assertThat(opener.opened.getFirst().closed()).isTrue();
    }

    @Test
    void closes_what_was_not_used_for_ten_minutes_when_another_is_opened() {
        send(target("test://old"));
        clock.advance(Duration.ofMinutes(6));
        send(target("test://young"));
        clock.advance(Duration.ofMinutes(5));
        send(target("test://new"));

        assertThat(opener.opened)
                .extracting(ScriptedEndpoint::closed)
                .containsExactly(true, false, false);
        assertThat(endpoints.size()).isEqualTo(2);
    }

    @Test
    void closes_what_was_not_used_for_longest_when_too_many_are_open() {
        for (int i = 0; i < Endpoints.MOST_OPEN; i++) {
            send(target("test://" + i));
        }
        send(target("test://0"));
        send(target("test://one-more"));

        assertThat(endpoints.size()).isEqualTo(Endpoints.MOST_OPEN);
        assertThat(opener.opened.get(0).closed()).isFalse();
        assertThat(opener.opened.get(1).closed()).isTrue();
        assertThat(opener.opened.get(2).closed()).isFalse();
    }

    @Test
    void an_unknown_scheme_is_objected_to_with_what_there_is() {
        assertThat(endpoints.objection(target("gopher://a")))
                .contains(
                        "There is no endpoint of the kind 'gopher': use push-endpoint with one of"
                                + " test");
        assertThat(send(target("gopher://a"))).isInstanceOf(Unreachable.class);
    }

    @Test
    void two_providers_for_one_scheme_are_refused() {
        assertThatThrownBy(() -> new Endpoints(List.of(opener, new Opener()), clock))
                .hasMessageContaining("test:// addresses are served by two endpoint kinds");
    }

    @Test
    void the_provider_of_the_scheme_objects() {
        assertThat(endpoints.objection(target("test://bad"))).contains("bad one");
        assertThat(endpoints.objection(target("test://good"))).isEmpty();
    }

    @Test
    void no_word_of_a_provider_has_a_secret_of_the_target() {
        var target =
                new Target(
                        "test://me:geheim@a/bad",
                        Map.of("test-key", "verborgen"),
                        List.of(),
                        Optional.of(Secret.of("unterschrift")));
        String words = "test://me:geheim@a/bad, geheim, verborgen, unterschrift";
        String masked = "test://me:***@a/bad, ***, ***, ***";

        opener.objection = words;
        assertThat(endpoints.objection(target)).contains(masked);
        opener.failures.add(new IllegalArgumentException(words));
        assertThat(send(target)).isEqualTo(new Unreachable(masked));
        opener.failures.add(new IllegalArgumentException(words));
        assertThat(endpoints.at(target).diagnose(MESSAGE, LIMIT).result())
                .isEqualTo(new Unreachable(masked));
        opener.next.then(new Unreachable(words), Refused.stated(words, Scope.MESSAGE));
        assertThat(send(target)).isEqualTo(new Unreachable(masked));
        assertThat(send(target)).isEqualTo(Refused.stated(masked, Scope.MESSAGE));
    }

    @Test
    void closing_closes_everything_and_nothing_is_sent_any_more() {
        send(target("test://a"));

        endpoints.close();

        assertThat(opener.opened.getFirst().closed()).isTrue();
        assertThat(opener.closed).isTrue();
        assertThat(send(target("test://a"))).isEqualTo(new Unreachable("the server is stopping"));
        assertThat(opener.opened).hasSize(1);
    }

    @Test
    void many_who_need_a_target_at_once_open_one_endpoint() throws Exception {
        opener.gate = new CountDownLatch(1);
        var results = new ArrayList<CompletableFuture<AttemptResult>>();
        for (int i = 0; i < 20; i++) {
            results.add(sendLater(target("test://a"), LONG));
        }
        opener.opening.await();
        opener.gate.countDown();

        for (var result : results) {
            assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(new Accepted(200));
        }
        assertThat(opener.opened).hasSize(1);
        assertThat(opener.opened.getFirst().messages()).hasSize(20);
    }

    @Test
    void opening_one_target_holds_up_no_other_and_nobody_beyond_the_limit() throws Exception {
        send(target("test://open"));
        opener.gate = new CountDownLatch(1);
        var slow = sendLater(target("test://slow"), LONG);
        opener.opening.await();

        assertThat(send(target("test://open"))).isEqualTo(new Accepted(200));
        assertThat(endpoints.at(target("test://slow")).send(MESSAGE, SHORT))
                .isEqualTo(new TimedOut(SHORT));

        opener.gate.countDown();
        assertThat(slow.get(5, TimeUnit.SECONDS)).isEqualTo(new Accepted(200));
        assertThat(opener.opened).hasSize(2);
    }

    @Test
    void a_target_that_cannot_be_opened_is_unreachable_for_all_who_wait_and_tried_again_later()
            throws Exception {
        opener.gate = new CountDownLatch(1);
        opener.failures.add(new IllegalArgumentException("no URL"));
        var first = sendLater(target("test://a"), LONG);
        opener.opening.await();
        var second = sendLater(target("test://a"), LONG);
        Awaitility.await().until(() -> opener.asked.get() == 1 && endpoints.size() == 1);
        opener.gate.countDown();

        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(new Unreachable("no URL"));
        assertThat(second.get(5, TimeUnit.SECONDS))
                .isIn(new Unreachable("no URL"), new Accepted(200));
        assertThat(send(target("test://a"))).isEqualTo(new Accepted(200));
        assertThat(endpoints.size()).isEqualTo(1);
        assertThat(opener.opened).hasSize(1);
    }

    @Test
    void a_bug_in_a_provider_rises_and_leaves_nothing() {
        opener.failures.add(new UnsupportedOperationException("bug"));

        assertThatThrownBy(() -> send(target("test://a")))
                .hasRootCauseInstanceOf(UnsupportedOperationException.class);

        assertThat(endpoints.size()).isZero();
        assertThat(send(target("test://a"))).isEqualTo(new Accepted(200));
    }

    @Test
    void what_is_retired_while_it_opens_is_closed_after_its_attempt() throws Exception {
        opener.gate = new CountDownLatch(1);
        var result = sendLater(target("test://a"), LONG);
        opener.opening.await();
        endpoints.retire(target("test://a"));
        opener.gate.countDown();

        assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(new Accepted(200));
        Awaitility.await().until(() -> opener.opened.getFirst().closed());
    }

    @Test
    void what_opens_while_all_is_closed_is_closed_too() throws Exception {
        opener.gate = new CountDownLatch(1);
        var result = sendLater(target("test://a"), LONG);
        opener.opening.await();
        endpoints.close();
        opener.gate.countDown();

        result.get(5, TimeUnit.SECONDS);

        assertThat(opener.opened.getFirst().closed()).isTrue();
    }

    @Test
    void a_diagnosis_of_an_endpoint_without_steps_reports_the_attempt_as_one_step() {
        opener.next = new ScriptedEndpoint().then(new Refused(503, "", Optional.empty()));

        var diagnosis = endpoints.at(target("test://a")).diagnose(MESSAGE, LIMIT);

        assertThat(diagnosis.result()).isEqualTo(new Refused(503, "", Optional.empty()));
        assertThat(diagnosis.steps())
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.name()).isEqualTo("send");
                    assertThat(step.ok()).isFalse();
                    assertThat(step.detail()).isEqualTo("refused with 503");
                });
    }

    @Test
    void a_diagnosis_of_an_unknown_scheme_says_what_there_is() {
        var diagnosis = endpoints.at(target("gopher://a")).diagnose(MESSAGE, LIMIT);

        assertThat(diagnosis.ok()).isFalse();
        assertThat(diagnosis.steps().getFirst().detail())
                .contains("push-endpoint with one of test");
    }

    private CompletableFuture<AttemptResult> sendLater(Target target, Duration limit) {
        var result = new CompletableFuture<AttemptResult>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(endpoints.at(target).send(MESSAGE, limit));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private AttemptResult send(Target target) {
        return endpoints.at(target).send(MESSAGE, LIMIT);
    }

    private static Target target(String address) {
        return new Target(address, Map.of());
    }

    private static AttemptResult held(CountDownLatch sending, CountDownLatch gate) {
        sending.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Accepted(201);
    }

    private static final class Opener implements EndpointProvider {
        final List<ScriptedEndpoint> opened = new CopyOnWriteArrayList<>();
        final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        final AtomicInteger asked = new AtomicInteger();
        final CountDownLatch opening = new CountDownLatch(1);
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile ScriptedEndpoint next = new ScriptedEndpoint();
        String objection = "bad one";
        boolean closed;

        @Override
        public EndpointKind kind() {
            return EndpointKind.of("test", Set.of("test"), TopicAttribute.secret("test-key"));
        }

        @Override
        public Optional<String> objection(Target target) {
            return target.address().endsWith("bad") ? Optional.of(objection) : Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            asked.incrementAndGet();
            waitForTheGate();
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
            var endpoint = next;
            opened.add(endpoint);
            next = new ScriptedEndpoint();
            return endpoint;
        }

        private void waitForTheGate() {
            if (gate.getCount() == 0) {
                return;
            }
            opening.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
