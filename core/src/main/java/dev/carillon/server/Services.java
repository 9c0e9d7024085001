package dev.carillon.server;

import dev.carillon.admin.AdminFace;
import dev.carillon.admin.Health;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.format.DialectSettings;
import dev.carillon.format.Dialects;
import dev.carillon.registry.AppKeys;
import dev.carillon.registry.SecretsSealing;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.store.Extents;
import dev.carillon.store.SpaceGuard;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;
import dev.carillon.tail.Tails;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** The services behind the faces, over one data directory. */
record Services(
        InstantSource clock,
        Stats stats,
        Health health,
        DeliveryEngine engine,
        AppKeys appKeys,
        Store store,
        Tails tails,
        AdminFace.Services admin) {
    /**
     * Opens the stored data; nothing is delivered before {@link DeliveryEngine#start}.
     *
     * @param accepted the loss of data that is accepted
     * @param closeStack gets the resources to close
     */
    static Services open(
            ServerConfig config, Path data, AcceptedLoss accepted, CloseStack closeStack) {
        var stats = new Stats();
        RocksState state =
                closeStack.add("the state", WholeFolder.open(data, memory(config), accepted));
        StateGauges.register(stats, state);
        KeySource secrets = config.secrets().orElseGet(() -> KeySource.in(data));
        SealingKeys keys = SecretsSealing.keys(state, secrets, KeySource.in(data));
        EngineSettings engineSettings = engine(config).sealing(keys);
        var runtime = EngineRuntime.system(installedEndpoints(config), stats);
        InstantSource clock = runtime.clocks().wall();
        DeliveryEngine engine =
                closeStack.add("the engine", DeliveryEngine.open(state, engineSettings, runtime));
        var disk = new RealDisk();
        var space =
                new SpaceGuard(
                        () -> disk.space(data), state.reserve(), config.minFreeSpace(), stats);
        var extents = Extents.open(disk, data.resolve(WholeFolder.OBJECTS), new SecureRandom());
        var settings = new StoreSettings(clock, config.cephCompat(), space);
        var store = new Store(state, engine.notifier(), extents, settings);
        stats.gauge(
                "carillon_disk_free_bytes",
                "Bytes that may still be written to the data folder's disk.",
                space::free);
        new TopicGauges(engine, runtime.clocks().steady()).register(stats);
        store.damages().register(stats);
        Health health =
                Health.of(
                        () -> state.trouble().or(engine.deliverer()::trouble).or(space::trouble),
                        () ->
                                state.damage()
                                        .trouble()
                                        .or(store.damages()::trouble)
                                        .or(engine.deliverer()::stoppedLanes));
        var appKeys = new AppKeys(state, keys);
        var tails = new Tails(engine.positions(), engine.journal(), config.region(), stats);
        return new Services(
                clock, stats, health, engine, appKeys, store, tails, admin(engine, store));
    }

    private static EngineSettings engine(ServerConfig config) {
        var dialects =
                Dialects.standard(
                        new DialectSettings(
                                config.region(),
                                config.queued(),
                                config.b2().suspendAfter(),
                                config.broker().maxFailureCount(),
                                InstantSource.system()));
        return EngineSettings.defaults(dialects)
                .keeping(config.retention(), config.deadLetterRetention());
    }

    private static AdminFace.Services admin(DeliveryEngine engine, Store store) {
        return new AdminFace.Services(
                engine.office(),
                engine.replays(),
                engine.explainer(),
                engine.topicTest(),
                engine.topics(),
                AdminFace.Services.bucketsOf(store.buckets()),
                engine.dialects());
    }

    private static List<EndpointProvider> installedEndpoints(ServerConfig config) {
        var environment =
                new EndpointEnvironment(
                        guard(config), InstantSource.system(), config.allowSecretsInCleartext());
        try {
            return EndpointProviderFactory.installed(environment);
        } catch (IllegalStateException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
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
