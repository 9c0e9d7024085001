package dev.carillon.simulation;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneLimits;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Retention;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.LaneDestinations;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.Replays;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.OwnTopic;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Extents;
import dev.carillon.store.Outcome;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;
import dev.carillon.testkit.PowerCutDisk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A life of the server: the real services, connected as in the product. */
record Server(
        Topics topics,
        Rules rules,
        OwnRules ownRules,
        Journal journal,
        Deliverer deliverer,
        Notifier notifier,
        Store store,
        Retention retention,
        DeadLetters letters,
        DeadLetterOffice office,
        Replays replays,
        Means means) {

    /**
     * The parameters that are the same in every life.
     *
     * @param farEnds by the host in a topic's address
     * @param places the number of attempts that may compute at once
     * @param patience how long a rule with its own address is tried before it is suspended
     * @param owner of that rule
     * @param settling lets the time pass for which settlements wait for a disk that refuses them
     * @param logAge how long events stay in the event log
     * @param logBytes the largest size of the event log
     */
    record Means(
            SeededTasks tasks,
            RandomGenerator random,
            Map<String, FarEnd> farEnds,
            LaneLimits limits,
            int places,
            Duration patience,
            RuleOwner owner,
            Consumer<Duration> settling,
            Duration logAge,
            long logBytes) {
        private Endpoint farEnd(String address) {
            return farEnds.get(address.replaceAll("http://(.*)/", "$1"));
        }
    }

    /** Opens everything; nothing is delivered before the start. */
    static Server open(State state, Means means) {
        SeededTasks tasks = means.tasks();
        var topics =
                new Topics(state, DeliveryPolicy.defaults(), OwnTopic.defaults(means.patience()));
        var rules = new Rules(state);
        var ownRules = new OwnRules(state, rules, topics);
        var journal = new Journal(state);
        var opened = new AtomicReference<Server>();
        var targets =
                new JudgedTargets(
                        new LaneDestinations(
                                topics,
                                ownRules,
                                it -> means.farEnd(it.address()),
                                _ -> Told.FORMAT),
                        means.owner(),
                        opened::get);
        var world =
                new Deliverer.World(
                        tasks::steady, tasks, means.random(), means.limits(), means.places());
        var stats = new Stats();
        var ledger = new Ledger(state, journal, means.settling());
        var deliverer = new Deliverer(journal, ledger, targets, world, stats);
        var notifier = new Notifier(topics, rules, journal, deliverer, stats);
        var extents =
                Extents.open(new PowerCutDisk(tasks::wall), Path.of("/extents"), means.random());
        var store = new Store(state, notifier, extents, new StoreSettings(tasks::wall, false));
        var retention = new Retention(state, journal, means.logAge(), means.logBytes());
        var letters = new DeadLetters(state, ledger);
        var server =
                new Server(
                        topics,
                        rules,
                        ownRules,
                        journal,
                        deliverer,
                        notifier,
                        store,
                        retention,
                        letters,
                        new DeadLetterOffice(letters, topics, deliverer, tasks::steady),
                        new Replays(new EventLog(state), rules, deliverer, tasks::steady),
                        means);
        opened.set(server);
        return server;
    }

    Optional<KeptTopic> topic(String name) {
        return topics.find(name);
    }

    /** Returns the id of an existing bucket. */
    String bucketId(String name) {
        return switch (store.buckets().head(name)) {
            case Outcome.Done<BucketInfo>(BucketInfo info) -> info.asEvent().id();
            case Outcome.Refused<BucketInfo>(var why) -> throw new AssertionError(why);
        };
    }
}
