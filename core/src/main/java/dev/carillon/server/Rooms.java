package dev.carillon.server;

import dev.carillon.admin.AdminFace;
import dev.carillon.admin.Health;
import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.TopicFormats;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Retention;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Explainer;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.TopicTargets;
import dev.carillon.notifier.Upkeep;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.TargetCheck;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.store.Extents;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The rooms behind the faces, joined over one data directory. */
record Rooms(
        InstantSource clock,
        Stats stats,
        Health health,
        Topics topics,
        Rules rules,
        Journal journal,
        Notifier notifier,
        Store store,
        TargetCheck targets,
        AdminFace.Rooms admin) {
    private static final Duration STOP_DELIVERIES = Duration.ofSeconds(3);

    /**
     * Opens what is kept; nothing is delivered before {@link Notifier#start}.
     *
     * @param opened gets what must be closed
     */
    static Rooms open(ServerConfig config, Path data, Opened opened) {
        InstantSource clock = InstantSource.system();
        var stats = new Stats();
        RocksState state = opened.add("the state", RocksState.open(data));
        StateGauges.register(stats, state);
        var topics = new Topics(state, config.queued());
        var rules = new Rules(state);
        var journal = new Journal(state);
        ThreadTasks tasks = opened.add("the tasks", new ThreadTasks(clock));
        var http = new HttpEndpointProvider(guard(config));
        Endpoints endpoints = opened.add("the endpoints", new Endpoints(List.of(http), clock));
        var formats = new TopicFormats(config.region());
        var targets = new TopicTargets(topics, endpoints::at, formats::of);
        var check = TargetCheck.of(http.schemes(), endpoints::objection);
        var random = new SecureRandom();
        var ledger = new Ledger(state, journal);
        var deliverer =
                new Deliverer(
                        journal, ledger, targets, new Deliverer.World(clock, tasks, random), stats);
        var notifier = new Notifier(topics, rules, journal, deliverer, stats);
        QueueGauges.register(stats, topics, journal);
        new Upkeep(new Retention(state, journal, Duration.ofDays(7), 1L << 30), tasks, clock)
                .start();
        opened.add("the deliveries", () -> notifier.stop(STOP_DELIVERIES));
        var extents = Extents.open(new RealDisk(), data.resolve("objects"), random);
        Store store =
                opened.add(
                        "the store",
                        new Store(
                                state,
                                notifier,
                                extents,
                                new StoreSettings(clock, config.cephCompat())));
        var letters = new DeadLetters(state, ledger);
        var log = new EventLog(state);
        var admin =
                new AdminFace.Rooms(
                        new DeadLetterOffice(letters, topics, deliverer, clock),
                        new Replays(log, rules, deliverer, clock),
                        new Explainer(log, topics, rules, deliverer),
                        topics,
                        store.buckets(),
                        formats::of);
        return new Rooms(
                clock,
                stats,
                state::trouble,
                topics,
                rules,
                journal,
                notifier,
                store,
                check,
                admin);
    }

    private static AddressGuard guard(ServerConfig config) {
        return new AddressGuard(config.allowTargets(), isLoopback(config.host()));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException(
                    "--host: the name " + host + " is not known: give an address of this machine",
                    e);
        }
    }
}
