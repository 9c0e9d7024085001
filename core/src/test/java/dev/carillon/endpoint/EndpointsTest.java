package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.ScriptedEndpoint;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class EndpointsTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
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
    void an_unknown_scheme_is_objected_to_with_what_there_is() {
        assertThat(endpoints.objection(target("gopher://a")))
                .contains(
                        "gopher://a: nothing here delivers to 'gopher' addresses; use one of test");
        assertThat(send(target("gopher://a"))).isInstanceOf(Unreachable.class);
    }

    @Test
    void the_provider_of_the_scheme_objects() {
        assertThat(endpoints.objection(target("test://bad"))).contains("bad one");
        assertThat(endpoints.objection(target("test://good"))).isEmpty();
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
        final List<ScriptedEndpoint> opened = new ArrayList<>();
        ScriptedEndpoint next = new ScriptedEndpoint();
        boolean closed;

        @Override
        public Set<String> schemes() {
            return Set.of("test");
        }

        @Override
        public Optional<String> objection(Target target) {
            return target.address().endsWith("bad") ? Optional.of("bad one") : Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            var endpoint = next;
            opened.add(endpoint);
            next = new ScriptedEndpoint();
            return endpoint;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
