package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Dialects;
import dev.carillon.format.McsDialect;
import dev.carillon.format.Message;
import dev.carillon.format.S3EventNames;
import dev.carillon.notifier.Handshakes.Limits;
import dev.carillon.notifier.Handshakes.Unconfirmed;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.McsSignature;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;

class HandshakesTest {
    private final Set<Duration> limits = ConcurrentHashMap.newKeySet();
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    @Test
    void all_confirm() {
        assertThat(handshakes(Limits.usual(), Confirming::new).confirm(topics(100))).isEmpty();
        assertThat(closed).isEmpty();
    }

    @Test
    void the_first_in_the_list_that_does_not_confirm_is_named() {
        Optional<Unconfirmed> unconfirmed =
                handshakes(
                                Limits.usual(),
                                target ->
                                        target.address().endsWith("7")
                                                ? new Accepting()
                                                : new Confirming(target))
                        .confirm(topics(30));

        assertThat(unconfirmed.orElseThrow().topic().name()).isEqualTo("bucket/7");
        assertThat(unconfirmed.get().reason())
                .startsWith(
                        "refused: the answer has no body, or it did not arrive within 1 s after its"
                                + " head; expected:")
                .contains("url http://h/7,", "TopicArn owner|bucket|s3:ObjectCreated:*,");
        assertThat(closed).contains("http://h/7").doesNotContain("http://h/8");
    }

    @Test
    void one_call_leaves_places_to_others() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var handshakes =
                handshakes(
                        new Limits(Duration.ofMinutes(1), Duration.ofMinutes(2), 32),
                        target ->
                                new Confirming(target) {
                                    @Override
                                    public Diagnosis diagnose(Message message, Duration limit) {
                                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                        LockSupport.parkNanos(5_000_000);
                                        inside.decrementAndGet();
                                        return super.diagnose(message, limit);
                                    }
                                });

        assertThat(handshakes.confirm(topics(40))).isEmpty();
        assertThat(most.get()).isBetween(2, Handshakes.MOST_OF_ONE);
    }

    @Test
    void no_more_run_at_once_than_there_are_places() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(3);
        var handshakes =
                handshakes(
                        new Limits(Duration.ofMinutes(1), Duration.ofMinutes(2), 3),
                        target ->
                                new Confirming(target) {
                                    @Override
                                    public Diagnosis diagnose(Message message, Duration limit) {
                                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                        full.countDown();
                                        awaitQuietly(full);
                                        inside.decrementAndGet();
                                        return super.diagnose(message, limit);
                                    }
                                });

        assertThat(handshakes.confirm(topics(20))).isEmpty();
        assertThat(full.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void one_gets_no_more_time_than_it_may_take_and_is_left() {
        handshakes(
                        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), 32),
                        target -> new Confirming(target))
                .confirm(topics(1));
        assertThat(limits).allMatch(limit -> limit.equals(Duration.ofSeconds(10)));

        limits.clear();
        handshakes(
                        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(3), 32),
                        target -> new Confirming(target))
                .confirm(topics(1));
        assertThat(limits).allMatch(limit -> limit.compareTo(Duration.ofSeconds(3)) <= 0);
    }

    @Test
    void one_that_gets_no_place_in_time_is_not_confirmed() {
        var handshakes =
                handshakes(
                        new Limits(Duration.ofSeconds(10), Duration.ofMillis(300), 1),
                        _ -> new Silent());

        Unconfirmed unconfirmed = handshakes.confirm(topics(5)).orElseThrow();

        assertThat(unconfirmed.reason())
                .containsAnyOf("no answer within", "too many handshakes are made at once");
    }

    private Handshakes handshakes(Limits most, Function<Target, Endpoint> endpoints) {
        var test = new TopicTest(endpoints, Dialects.standard("default"), InstantSource.system());
        return new Handshakes(test, most);
    }

    private static List<Topic> topics(int count) {
        return IntStream.range(0, count).mapToObj(HandshakesTest::topic).toList();
    }

    private static Topic topic(int number) {
        var rule =
                new Rule(
                        "" + number,
                        new RuleAddress("0b", "bucket", "" + number),
                        List.of(S3EventNames.parse("s3:ObjectCreated:*").orElseThrow()),
                        Filter.all(),
                        new RuleState.Enabled());
        return McsDialect.topic(rule, "owner", new Target("http://h/" + number, Map.of()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An endpoint that answers as MCS asks it to. */
    private class Confirming implements Endpoint {
        private final Target target;

        Confirming(Target target) {
            this.target = target;
        }

        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new Accepted(200);
        }

        @Override
        public Diagnosis diagnose(Message message, Duration limit) {
            limits.add(limit);
            JsonNode body = JsonMapper.shared().readTree(message.body());
            String signature =
                    McsSignature.of(
                            target.address(),
                            body.path("TopicArn").asString(),
                            body.path("Timestamp").asString(),
                            body.path("Token").asString());
            return new Diagnosis(
                    List.of(),
                    new Accepted(200),
                    List.of(),
                    "{\"signature\":\"" + signature + "\"}");
        }

        @Override
        public void close() {
            closed.add(target.address());
        }
    }

    /** An endpoint that accepts everything and answers nothing. */
    private final class Accepting extends Confirming {
        Accepting() {
            super(new Target("http://h/7", Map.of()));
        }

        @Override
        public Diagnosis diagnose(Message message, Duration limit) {
            return new Diagnosis(List.of(), new Accepted(200), List.of());
        }
    }

    /** An endpoint that uses up its time. */
    private static final class Silent implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return new TimedOut(limit);
        }

        @Override
        public void close() {}
    }
}
