package dev.carillon.simulation;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.deliver.Targets;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.engine.EventRetention;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.ReadableDialect;
import dev.carillon.notifier.Replays;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Target;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Extents;
import dev.carillon.store.Outcome;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.PowerCutDisk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A life of the server: the real engine and store, connected as in the product.
 *
 * @param neighbour removes letters as another process does, which does not share what is in memory
 */
record Server(
        DeliveryEngine engine,
        Store store,
        Replays replays,
        DeadLetterOffice neighbour,
        Means means) {

    /**
     * The parameters that are the same in every life.
     *
     * @param endpoints by the host in a topic's address
     * @param places the number of attempts that may compute at once
     * @param patience how long a rule with its own address is tried before it is suspended
     * @param owner of that rule
     * @param secrets that do not open
     * @param settling lets the time pass for which settlements wait for a disk that refuses them
     * @param logAge how long events stay in the event log
     * @param logBytes the largest size of the event log
     */
    record Means(
            SeededTasks tasks,
            RandomGenerator random,
            Map<String, SimulatedEndpoint> endpoints,
            LaneLimits limits,
            int places,
            Duration patience,
            RuleOwner owner,
            ClosedSecrets secrets,
            Consumer<Duration> settling,
            Duration logAge,
            long logBytes) {
        private Endpoint endpoint(Target target) {
            return endpoints.get(target.address().replaceAll("http://(.*)/", "$1"));
        }

        private EngineSettings settings() {
            var events = new EventRetention(Optional.of(logAge), OptionalLong.of(logBytes));
            return EngineSettings.defaults(ReadableDialect.all(SentEvent.FORMAT, patience))
                    .keeping(events, Optional.empty())
                    .within(limits, places);
        }

        private EngineRuntime runtime(UnaryOperator<Targets> destinations) {
            return new EngineRuntime(
                    new EngineRuntime.Clocks(tasks::wall, tasks::steady),
                    tasks,
                    random,
                    List.of(new ChosenEndpoints(this::endpoint)),
                    new Stats(),
                    settling,
                    destinations);
        }
    }

    /** Opens everything; nothing is delivered before the start. */
    static Server open(State state, Means means) {
        SeededTasks tasks = means.tasks();
        var opened = new AtomicReference<Server>();
        var engine =
                DeliveryEngine.open(
                        state,
                        means.settings(),
                        means.runtime(behind ->
                                new JudgedTargets(
                                        behind, means.owner(), means.secrets(), opened::get)));
        var extents =
                Extents.open(new PowerCutDisk(tasks::wall), Path.of("/extents"), means.random());
        var settings = new StoreSettings(tasks::wall, false);
        var store = new Store(state, engine.notifier(), extents, settings);
        var ledger = new Ledger(state, engine.journal(), means.settling());
        var neighbour =
                new DeadLetterOffice(
                        new DeadLetters(state, engine.journal(), ledger),
                        engine.topics(),
                        engine.deliverer(),
                        tasks::steady);
        var server = new Server(engine, store, engine.replays(), neighbour, means);
        opened.set(server);
        return server;
    }

    Optional<KeptTopic> topic(String name) {
        return engine.topics().findShown(name);
    }

    /** Returns the id of an existing bucket. */
    String bucketId(String name) {
        return switch (store.buckets().head(name)) {
            case Outcome.Done<BucketInfo>(BucketInfo info) -> info.asEvent().id();
            case Outcome.Refused<BucketInfo>(var why) -> throw new AssertionError(why);
        };
    }
}
