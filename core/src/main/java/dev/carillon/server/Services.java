package dev.carillon.server;

import dev.carillon.admin.AdminFace;
import dev.carillon.admin.Health;
import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.SteadyClock;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.TopicFormats;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Explainer;
import dev.carillon.notifier.LaneDestinations;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.TopicTest;
import dev.carillon.rule.TargetCheck;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.store.Extents;
import dev.carillon.store.SpaceGuard;
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
record Services(
        InstantSource clock,
        Stats stats,
        Health health,
        Persistence persistence,
        Notifier notifier,
        Store store,
        TargetCheck targets,
        TopicAttributes attributes,
        AdminFace.Services admin) {
    private static final Duration STOP_DELIVERIES = Duration.ofSeconds(3);

    /**
     * Opens what is kept; nothing is delivered before {@link Notifier#start}.
     *
     * @param accepted what may be missing
     * @param closeStack gets what must be closed
     */
    static Services open(
            ServerConfig config, Path data, AcceptedLoss accepted, CloseStack closeStack) {
        InstantSource clock = InstantSource.system();
        var stats = new Stats();
        RocksState state =
                closeStack.add("the state", WholeFolder.open(data, memory(config), accepted));
        StateGauges.register(stats, state);
        Persistence persistence = Persistence.in(state, config);
        var steady = SteadyClock.system();
        ThreadTasks tasks = closeStack.add("the tasks", new ThreadTasks(steady));
        var http = new HttpEndpointProvider(guard(config));
        Endpoints endpoints = closeStack.add("the endpoints", new Endpoints(List.of(http), clock));
        var formats = new TopicFormats(config.region(), config.cephCompat());
        var targets =
                new LaneDestinations(
                        persistence.topics(), persistence.ownRules(), endpoints::at, formats::of);
        var attributes = new TopicAttributes(endpoints.kinds(), endpoints);
        var random = new SecureRandom();
        var world = new Deliverer.World(steady, tasks, random);
        var deliverer =
                new Deliverer(persistence.journal(), persistence.ledger(), targets, world, stats);
        Notifier notifier = persistence.notifier(deliverer, stats);
        closeStack.add("the deliveries", () -> notifier.stop(STOP_DELIVERIES));
        var disk = new RealDisk();
        var space =
                new SpaceGuard(
                        () -> disk.space(data), state.reserve(), config.minFreeSpace(), stats);
        var extents = Extents.open(disk, data.resolve(WholeFolder.OBJECTS), random);
        var settings = new StoreSettings(clock, config.cephCompat(), space);
        Store store = closeStack.add("the store", new Store(state, notifier, extents, settings));
        DeadLetterOffice office = persistence.office(deliverer, steady);
        var admin =
                new AdminFace.Services(
                        office,
                        new Replays(persistence.log(), persistence.rules(), deliverer, steady),
                        new Explainer(
                                persistence.log(),
                                persistence.topics(),
                                persistence.rules(),
                                deliverer,
                                attributes),
                        new TopicTest(endpoints::at, clock),
                        persistence.topics(),
                        store.buckets(),
                        formats::of);
        persistence.gauges(deliverer, steady).register(stats);
        stats.gauge(
                "carillon_disk_free_bytes",
                "Bytes that may still be written to the data folder's disk.",
                space::free);
        persistence.upkeep(config, office, notifier, clock).start(tasks, steady);
        store.damages().register(stats);
        Health health =
                Health.of(
                        () -> state.trouble().or(deliverer::trouble).or(space::trouble),
                        () -> state.damage().trouble().or(store.damages()::trouble));
        return new Services(
                clock, stats, health, persistence, notifier, store, endpoints, attributes, admin);
    }

    private static RocksSettings memory(ServerConfig config) {
        return RocksSettings.of(config.memory().orElseGet(NativeMemory.here()::defaultBytes));
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
