package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.LaneId;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Books;
import dev.carillon.journal.Journal;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Key;
import dev.carillon.state.RocksState;
import dev.carillon.state.Scan;
import dev.carillon.state.View;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The promise under kill -9: whatever a client was told has happened is told to everyone who asked,
 * in the order of each key, and the books balance.
 */
class CrashIT {
    private static final int WRITERS = 32;
    private static final int KEYS = 4;
    private static final int KILLS = 3;
    private static final int CHANGES_A_ROUND = 300;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path data;

    private final AtomicLong operations = new AtomicLong();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void every_acknowledged_change_is_told_and_the_books_balance() throws Exception {
        try (var receiver = RecordingReceiver.start()) {
            for (int round = 0; round < KILLS; round++) {
                try (var server = ServerProcess.start(data)) {
                    if (round == 0) {
                        configure(server.url(), receiver);
                    }
                    underLoad(server, round);
                }
            }
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * CHANGES_A_ROUND);
            try (var server = ServerProcess.start(data)) {
                awaitRest(receiver);
                assertThat(server.terminate()).isZero();
            }
            checkToldInOrder(receiver.requests());
            checkBooks(receiver.requests());
        }
    }

    private void configure(String url, RecordingReceiver receiver) {
        try (var sns = sns(url);
                var s3 = s3(url)) {
            s3.createBucket(it -> it.bucket("bucket"));
            var configurations = new ArrayList<TopicConfiguration>();
            for (String name : List.of("all", "some")) {
                var attributes =
                        Map.of("push-endpoint", receiver.url("/" + name), "persistent", "true");
                String arn = sns.createTopic(it -> it.name(name).attributes(attributes)).topicArn();
                String prefix = name.equals("some") ? "key-1" : "";
                configurations.add(configuration(name, arn, prefix));
            }
            s3.putBucketNotificationConfiguration(it ->
                    it.bucket("bucket")
                            .notificationConfiguration(n -> n.topicConfigurations(configurations)));
        }
    }

    private static TopicConfiguration configuration(String id, String arn, String prefix) {
        var rule = FilterRule.builder().name("prefix").value(prefix).build();
        return TopicConfiguration.builder()
                .id(id)
                .topicArn(arn)
                .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                .filter(f -> f.key(k -> k.filterRules(rule)))
                .build();
    }

    private void underLoad(ServerProcess server, int round) throws InterruptedException {
        try (var s3 = s3(server.url())) {
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new SplittableRandom(round * 1_000L + i);
                writers.add(Thread.ofVirtual().start(() -> write(s3, random)));
            }
            int enough = acknowledged.size() + CHANGES_A_ROUND;
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= enough);
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Writes until the server is gone. */
    private void write(S3Client s3, SplittableRandom random) {
        try {
            while (true) {
                change(s3, random);
            }
        } catch (SdkException e) {
            // The server was killed: what was under way may have happened or not.
        }
    }

    private void change(S3Client s3, SplittableRandom random) {
        String key = "key-" + random.nextInt(KEYS);
        String id = "op-" + operations.incrementAndGet();
        switch (random.nextInt(10)) {
            case 0 -> s3.deleteObject(it -> it.bucket("bucket").key(key));
            case 1, 2 -> {
                s3.putObject(it -> it.bucket("bucket").key("source-" + key), RequestBody.empty());
                s3.copyObject(it ->
                        it.sourceBucket("bucket")
                                .sourceKey("source-" + key)
                                .destinationBucket("bucket")
                                .destinationKey(key)
                                .metadataDirective(MetadataDirective.REPLACE)
                                .metadata(Map.of("op", id)));
                acknowledged.add(id);
            }
            default -> {
                s3.putObject(
                        it -> it.bucket("bucket").key(key).metadata(Map.of("op", id)),
                        RequestBody.fromString("data of " + id));
                acknowledged.add(id);
            }
        }
    }

    /** Waits until the receiver saw what was acknowledged and nothing more comes. */
    private void awaitRest(RecordingReceiver receiver) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> told(receiver.requests(), "/all").containsAll(acknowledged));
        var before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    long now = receiver.requests().size();
                    return before.getAndSet(now) == now;
                });
    }

    private static Set<String> told(List<Received> requests, String path) {
        var ids = new HashSet<String>();
        for (Received request : requests) {
            if (request.path().equals(path)) {
                for (JsonNode one : record(request).at("/s3/object/metadata")) {
                    ids.add(one.path("val").asString());
                }
            }
        }
        return ids;
    }

    /** The first time an event is told, its key was not told of any later one before. */
    private static void checkToldInOrder(List<Received> requests) {
        var last = new HashMap<String, String>();
        var seen = new HashSet<String>();
        for (Received request : requests) {
            JsonNode record = record(request);
            if (seen.add(request.path() + record.path("eventId").asString())) {
                String line = request.path() + record.at("/s3/object/key").asString();
                String sequencer = record.at("/s3/object/sequencer").asString();
                assertThat(sequencer).isGreaterThan(last.getOrDefault(line, ""));
                last.put(line, sequencer);
            }
        }
    }

    /** Events times matching rules = done + dead + owed, on disk; and what is done was told. */
    private void checkBooks(List<Received> requests) {
        try (var state = RocksState.open(data)) {
            var journal = new Journal(state);
            List<ObjectEvent> events = events(state, journal);
            long some =
                    events.stream()
                            .filter(it -> it.change().object().key().startsWith("key-1"))
                            .count();
            var given = new ArrayList<Long>();
            for (LaneId lane : journal.lanes()) {
                Books books = journal.books(lane);
                long owed = journal.read(lane, 1, Integer.MAX_VALUE).owed().size();
                assertThat(books.done() + books.dead() + owed).isEqualTo(journal.given(lane));
                assertThat(books.dead()).isZero();
                assertThat(owed).isZero();
                given.add(journal.given(lane));
            }
            assertThat(given).containsExactlyInAnyOrder((long) events.size(), some);
            var ids = new HashSet<String>();
            requests.forEach(it -> ids.add(record(it).path("eventId").asString()));
            assertThat(ids).containsAll(events.stream().map(ObjectEvent::id).toList());
        }
    }

    private static List<ObjectEvent> events(RocksState state, Journal journal) {
        var events = new ArrayList<ObjectEvent>();
        try (View view = state.view();
                Scan scan = view.scan(Key.of(new byte[] {'e'}))) {
            while (scan.next()) {
                var in = new BytesReader(scan.key().bytes());
                in.u8();
                events.add(journal.event(in.i64()).orElseThrow().event());
            }
        }
        return events;
    }

    private static JsonNode record(Received request) {
        return JSON.readTree(request.body()).path("Records").path(0);
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY));
    }

    private static S3Client s3(String url) {
        return S3Client.builder()
                .endpointOverride(URI.create(url))
                .region(Region.of("default"))
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .overrideConfiguration(it -> it.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static SnsClient sns(String url) {
        return SnsClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.of("default"))
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
