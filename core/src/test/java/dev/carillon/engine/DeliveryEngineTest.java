package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.deliver.Tasks;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.Dialects;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.DamagedState;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.ScriptedEndpoint;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Start, drain and close of the assembled engine, over a state in memory. */
class DeliveryEngineTest {
    private static final Bucket BUCKET = new Bucket("0000000000000001", "b", "owner");
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults(Dialects.standard("default"));

    private final MemoryState state = MemoryState.create();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint();

    @Test
    void it_delivers_what_an_earlier_engine_owes_once_it_is_started() {
        change(configured());
        try (var engine = open(endpoint)) {
            assertThat(owing(engine)).isEqualTo(1);
            engine.start();
            await().until(() -> endpoint.messages().size() == 1 && owing(engine) == 0);
        }
    }

    @Test
    void closing_waits_for_attempts_in_flight_and_writes_how_they_ended() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var engine = open(held(begun, end));
        configure(engine);
        engine.start();
        change(engine);
        begun.await();
        var closing = Thread.startVirtualThread(engine::close);
        end.countDown();
        closing.join();
        assertThat(owing(IdleEngine.over(state))).isZero();
    }

    @Test
    void closing_closes_endpoints_and_leaves_the_state_open() {
        var engine = open(endpoint);
        configure(engine);
        engine.start();
        change(engine);
        await().until(() -> endpoint.messages().size() == 1);
        engine.close();
        assertThat(endpoint.closed()).isTrue();
        assertThat(state.get(Key.of(new byte[] {1}))).isEmpty();
    }

    @Test
    void a_library_that_is_missing_beside_an_endpoint_kind_leads_to_a_retry() {
        var attempts = new AtomicInteger();
        var flawed =
                new ScriptedEndpoint()
                        .otherwise(_ -> {
                            if (attempts.getAndIncrement() == 0) {
                                throw new NoClassDefFoundError("org/toys/Client");
                            }
                            return new AttemptResult.Accepted(200);
                        });
        try (var engine = open(flawed)) {
            configure(engine);
            engine.start();
            change(engine);
            await().until(() -> owing(engine) == 0);
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void an_engine_that_cannot_be_opened_closes_what_it_was_given() {
        configured();
        var damaged = new DamagedState(state);
        damaged.damage(
                new KeyRange(Key.of(new byte[0]), Key.of(new byte[] {(byte) 0xff, (byte) 0xff})));
        var tasks = new WatchedTasks();
        var provider = new WatchedProvider();
        var runtime =
                EngineRuntime.of(
                        EngineRuntime.Clocks.system(),
                        tasks,
                        new SplittableRandom(1),
                        List.of(provider),
                        new Stats());
        assertThatThrownBy(() -> DeliveryEngine.open(damaged, SETTINGS, runtime))
                .isInstanceOf(DamagedStateException.class);
        assertThat(tasks.closed).isTrue();
        assertThat(provider.closed).isTrue();
    }

    private DeliveryEngine open(Endpoint chosen) {
        var providers = List.<EndpointProvider>of(ChosenEndpoints.always(chosen));
        return DeliveryEngine.open(state, SETTINGS, EngineRuntime.system(providers, new Stats()));
    }

    private static ScriptedEndpoint held(CountDownLatch begun, CountDownLatch end) {
        return new ScriptedEndpoint()
                .otherwise(_ -> {
                    begun.countDown();
                    try {
                        end.await();
                        return new AttemptResult.Accepted(200);
                    } catch (InterruptedException _) {
                        return new AttemptResult.Unreachable("interrupted");
                    }
                });
    }

    private DeliveryEngine configured() {
        var engine = IdleEngine.over(state);
        configure(engine);
        return engine;
    }

    private void configure(DeliveryEngine engine) {
        var commit = new Commit();
        engine.rules().begin(commit, BUCKET.id());
        state.commit(commit);
        engine.rules().refresh(BUCKET.id());
        var target = new Target("http://sink/", Map.of());
        engine.topics()
                .put(
                        Topic.named(
                                TopicRef.of("bell"),
                                "owner",
                                Optional.of(target),
                                true,
                                "",
                                Map.of()));
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        var rule =
                new Rule(
                        "r",
                        NamedTopic.of("bell"),
                        List.of(created),
                        Filter.all(),
                        new RuleState.Enabled());
        engine.rules().change(BUCKET.id(), _ -> List.of(rule));
    }

    private void change(DeliveryEngine engine) {
        var facts = new ObjectFacts("k", 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        var change = new Change(EventType.CREATED_PUT, Instant.now(), BUCKET, facts, origin);
        var commit = new Commit();
        var announcement = engine.notifier().announce(commit, change);
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    private static long owing(DeliveryEngine engine) {
        var journal = engine.journal();
        return journal.lanes().stream().mapToLong(journal::owing).sum();
    }

    private static final class WatchedTasks implements Tasks {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void run(Runnable task) {}

        @Override
        public void runOnDisk(Runnable task) {}

        @Override
        public void runAt(Instant when, Runnable task) {}

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static final class WatchedProvider implements EndpointProvider {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public EndpointKind kind() {
            return EndpointKind.of("test", Set.of("http"));
        }

        @Override
        public Optional<String> objection(Target target) {
            return Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            return new ScriptedEndpoint();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
