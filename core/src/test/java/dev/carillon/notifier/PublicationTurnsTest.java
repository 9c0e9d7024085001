package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.Original;
import dev.carillon.format.B2Reader;
import dev.carillon.format.Dialects;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.journal.Audit;
import dev.carillon.notifier.Publications.Outcome;
import dev.carillon.registry.Subscriptions;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the events of one message submit together, while their subscriptions change. */
class PublicationTurnsTest {
    /** The views that are opened for the lanes of two subscriptions. */
    private static final long OF_LANES = 2;

    private final MemoryState memory = MemoryState.create();
    private final WatchedState state = new WatchedState(memory);
    private final VirtualTime time = new VirtualTime();
    private final Queue<Runnable> asked = new ArrayDeque<>();
    private final DeliveryEngine engine =
            DeliveryEngine.open(
                    state,
                    EngineSettings.defaults(Dialects.standard("eu")),
                    EngineRuntime.of(
                            new EngineRuntime.Clocks(time::wall, this::clock),
                            time,
                            new SplittableRandom(1),
                            List.of(new ChosenEndpoints(_ -> new VirtualEndpoint(time))),
                            new Stats()));

    @AfterEach
    void nothing_was_lost() {
        assertThat(Audit.of(memory).findings().words()).isEmpty();
    }

    @Test
    void copies_of_a_message_that_are_submitted_together_are_few() throws Exception {
        String padding = " ".repeat(B2Reader.MAX_BYTES - 10_000);
        String body = padding + message(B2Reader.MAX_RULES, "r%d");
        assertThat(publish(body)).isEqualTo(new Outcome(B2Reader.MAX_RULES, 0, 50));
        assertThat(state.largest)
                .isBetween(Publication.ENOUGH_BYTES, Publication.ENOUGH_BYTES + (2L << 20));
        assertThat(ids()).containsExactlyElementsOf(numbers(B2Reader.MAX_RULES));
    }

    @Test
    void events_keep_their_order_if_a_subscription_is_created_between_them() throws Exception {
        subscribe(engine.subscriptions(), "a");
        asked.add(() -> subscribe(engine.subscriptions(), "b"));
        assertThat(publish(message(3, "r"))).isEqualTo(new Outcome(3, 0, 0));
        assertThat(asked).isEmpty();
        assertThat(ids()).containsExactlyElementsOf(numbers(3));
    }

    @Test
    void refused_events_of_a_rule_read_its_subscriptions_again_once() throws Exception {
        var elsewhere = new Subscriptions(memory, new Topics(memory));
        subscribe(engine.subscriptions(), "a");
        state.before = () -> subscribe(elsewhere, "b");
        long views = state.views;
        assertThat(publish(message(100, "r"))).isEqualTo(new Outcome(100, 0, 0));
        assertThat(state.views - views).isEqualTo(OF_LANES + 1);
        assertThat(engine.subscriptions().of("b", "r").topics()).hasSize(2);
    }

    @Test
    void subscriptions_that_are_known_already_are_not_read_again() throws Exception {
        subscribe(engine.subscriptions(), "a");
        state.before = () -> subscribe(engine.subscriptions(), "b");
        long views = state.views;
        assertThat(publish(message(100, "r"))).isEqualTo(new Outcome(100, 0, 0));
        assertThat(state.views - views).isEqualTo(OF_LANES);
    }

    private Instant clock() {
        Optional.ofNullable(asked.poll()).ifPresent(Runnable::run);
        return time.wall();
    }

    private Outcome publish(String body) throws UnreadableMessageException {
        return engine.publications()
                .accept(new PublishedMessage(body.getBytes(UTF_8), Map.of(), ""));
    }

    /** Returns the ids of all stored events in the order in which they were stored. */
    private List<String> ids() {
        return engine.log().read(0, 1_000).stream()
                .map(kept -> kept.event().change().original().map(Original::id).orElseThrow())
                .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static void subscribe(Subscriptions subscriptions, String id) {
        subscriptions.create(
                Topic.ofSubscription(
                        new Subscription("b", "r", id),
                        DialectName.BROKER,
                        new Target("http://" + id, Map.of()),
                        SubscriptionAttributes.none()));
    }

    private static String message(int count, String rule) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        """
                        {"eventId":"%d","bucketName":"b","matchedRuleName":"%s","objectName":"k"}\
                        """
                                .formatted(i, rule.formatted(i)))
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    }

    /** Measures groups of commits, counts views, and does something before the next group. */
    private static final class WatchedState implements State {
        private final State real;
        private Runnable before = () -> {};
        private long largest;
        private long views;

        private WatchedState(State real) {
            this.real = real;
        }

        @Override
        public Optional<Stamped> get(Key key) {
            return real.get(key);
        }

        @Override
        public View view() {
            views++;
            return real.view();
        }

        @Override
        public CommitResult commit(Commit commit) {
            return real.commit(commit);
        }

        @Override
        public void commitAll(List<Commit> commits, Results results) {
            Runnable now = before;
            before = () -> {};
            now.run();
            largest = Math.max(largest, commits.stream().mapToLong(Commit::bytes).sum());
            real.commitAll(commits, results);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
