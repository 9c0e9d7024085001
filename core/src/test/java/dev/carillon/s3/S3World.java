package dev.carillon.s3;

import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Dialects;
import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.journal.Retention;
import dev.carillon.registry.AppKey;
import dev.carillon.registry.AppKeys;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;
import dev.carillon.state.Disk;
import dev.carillon.state.FileReserve;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.store.Extents;
import dev.carillon.store.MinFreeSpace;
import dev.carillon.store.SpaceGuard;
import dev.carillon.store.Store;
import dev.carillon.store.StoreSettings;
import dev.carillon.tail.Tails;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The S3 API with real sockets, a real disk and the real engine. */
final class S3World implements AutoCloseable {
    static final String KEY_ID = "carillon-test";
    static final String SECRET = "not-a-secret-at-all";

    private final InstantSource clock = InstantSource.system();
    private final RocksState state;
    private final DeliveryEngine engine;
    private final Store store;
    private final Tails tails;
    private final HttpServer server;

    /** Creates a server on a free port that keeps everything in {@code directory}. */
    S3World(Path directory) {
        this(directory, new RealDisk(), new MinFreeSpace.Bytes(0));
    }

    /** Creates a server with large objects on the given disk. */
    S3World(Path directory, Disk disk, MinFreeSpace least) {
        state = RocksState.open(directory.resolve("state"));
        engine =
                DeliveryEngine.open(
                        state,
                        EngineSettings.defaults(Dialects.standard("default"))
                                .sealing(SampleKeys.ONE),
                        EngineRuntime.system(List.of(), new Stats()));
        var extents = Extents.open(disk, directory.resolve("extents"), new SecureRandom());
        var space =
                new SpaceGuard(
                        () -> disk.space(directory), FileReserve.endless(), least, new Stats());
        var settings = new StoreSettings(clock, false, space);
        store = new Store(state, engine.notifier(), extents, settings);
        store.recover();
        store.startSweeping(engine.jobs());
        var keys = new S3Keys(S3World::key, new AppKeys(state, SampleKeys.ONE), clock);
        tails = new Tails(engine.positions(), engine.journal(), "default", new Stats());
        var authentication = new Authentication(keys, Set.of("s3"), clock);
        var face =
                new S3Face(
                        new S3Face.Settings("default", "host-1"),
                        authentication,
                        new S3Face.Services(store, notifications(), tails, keys, clock));
        var ids = new AtomicLong();
        server =
                HttpServer.start(
                        HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0),
                        face,
                        () -> "tx" + ids.incrementAndGet());
    }

    private S3Face.Notifications notifications() {
        return new S3Face.Notifications(
                engine.ownRules(),
                engine.topics(),
                engine.notifier(),
                engine.targets(),
                engine.handshakes());
    }

    Store store() {
        return store;
    }

    String url() {
        return server.url();
    }

    int port() {
        return server.port();
    }

    /** Returns a client with default settings. */
    S3Client client() {
        return builder().build();
    }

    S3ClientBuilder builder() {
        return builder(url());
    }

    static S3ClientBuilder builder(String url) {
        return S3Client.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.create());
    }

    S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(URI.create(url()))
                .region(Region.US_EAST_1)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .credentialsProvider(credentials())
                .build();
    }

    /** Returns all events, oldest first. */
    List<ObjectEvent> events() {
        var events = new ArrayList<ObjectEvent>();
        long last = store.buckets().list().isEmpty() ? 0 : lastStamp();
        for (long stamp = 1; stamp <= last; stamp++) {
            engine.journal().event(stamp).ifPresent(keptEvent -> events.add(keptEvent.event()));
        }
        return events;
    }

    @Override
    public void close() {
        tails.close();
        server.close();
        engine.close();
        state.close();
    }

    /** Stores an application key for a bucket; an empty text means all buckets. */
    AccessKey appKey(String id, List<String> capabilities, String bucketId, String prefix) {
        var key =
                new AppKey(
                        id,
                        Secret.of(SECRET),
                        id,
                        "root",
                        capabilities,
                        bucketId.isEmpty() ? List.of() : List.of(bucketId),
                        prefix,
                        Optional.empty());
        new AppKeys(state, SampleKeys.ONE).make(key);
        return new AccessKey(id, key.secret(), "root");
    }

    /** Removes all events from the log. */
    void cutLog() {
        new Retention(state, engine.journal(), Duration.ZERO, 0)
                .trim(clock.instant().plusSeconds(60));
    }

    /** Ends the live tails, as the stop of a server does first. */
    void stopTails() {
        tails.close();
    }

    /** Returns the number of open live tails. */
    int readers() {
        return tails.readers();
    }

    /** Draws a stamp by creating a bucket. */
    private long lastStamp() {
        String name = "stamp-" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        var made = S3Answers.done(store.buckets().create(name, "test"));
        S3Answers.done(store.buckets().delete(name));
        return made.id();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET));
    }

    private static Optional<AccessKey> key(String id) {
        return Optional.of(id)
                .filter(KEY_ID::equals)
                .map(text -> new AccessKey(text, Secret.of(SECRET), "root"));
    }
}
