package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.UncheckedIOException;
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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tests the promise under kill -9: each change that was acknowledged to a client is sent to every
 * topic that matches it, in the order of each key, and after every kill the books on disk balance.
 * {@code -Dcarillon.kills=N} makes the run longer.
 */
class CrashIT {
    private static final int WRITERS = 16;
    private static final int KEYS = 6;
    private static final int KILLS = Integer.getInteger("carillon.kills", 5);
    private static final int MOST_CHANGES_A_ROUND = 150;
    private static final int WINDOW = 1_000;
    private static final List<String> TOPICS = List.of("all", "some", "removed");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path data;

    private final AtomicLong operations = new AtomicLong();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final SplittableRandom random = new SplittableRandom();

    @Test
    void every_acknowledged_change_is_sent_and_the_books_balance() throws Exception {
        try (var receiver = RecordingReceiver.start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (var server = ServerProcess.start(data)) {
                    if (kill == 0) {
                        configure(server.url(), receiver);
                    }
                    underLoad(server);
                }
                audit();
            }
            assertThat(acknowledged).hasSizeGreaterThan(KILLS * 10);
            try (var server = ServerProcess.start(data)) {
                awaitRest(receiver);
                assertThat(server.terminate()).isZero();
            }
            DataAudit.Report books = audit();
            assertThat(books.journal().owed()).isZero();
            assertThat(books.journal().letters()).isZero();
            checkTold(receiver.requests());
            checkToldInOrder(receiver.requests());
        }
    }

    private DataAudit.Report audit() {
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.journal().findings().words()).isEmpty();
        return report;
    }

    private void configure(String url, RecordingReceiver receiver) {
        try (var sns = sns(url);
                var s3 = s3(url)) {
            s3.createBucket(builder -> builder.bucket("bucket"));
            var configurations = new ArrayList<TopicConfiguration>();
            for (String name : TOPICS) {
                var attributes =
                        Map.of("push-endpoint", receiver.url("/" + name), "persistent", "true");
                String arn =
                        sns.createTopic(builder -> builder.name(name).attributes(attributes))
                                .topicArn();
                configurations.add(configuration(name, arn));
            }
            s3.putBucketNotificationConfiguration(builder ->
                    builder.bucket("bucket")
                            .notificationConfiguration(n -> n.topicConfigurations(configurations)));
        }
    }

    private static TopicConfiguration configuration(String id, String arn) {
        var rule =
                FilterRule.builder().name("prefix").value(id.equals("some") ? "key-1" : "").build();
        return TopicConfiguration.builder()
                .id(id)
                .topicArn(arn)
                .events(
                        id.equals("removed")
                                ? List.of(Event.S3_OBJECT_REMOVED)
                                : List.of(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED))
                .filter(f -> f.key(k -> k.filterRules(rule)))
                .build();
    }

    private void underLoad(ServerProcess server) throws InterruptedException {
        try (var s3 = s3(server.url())) {
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < WRITERS; i++) {
                SplittableRandom own = random.split();
                writers.add(Thread.ofVirtual().start(() -> write(s3, own)));
            }
            int enough = acknowledged.size() + random.nextInt(MOST_CHANGES_A_ROUND);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(3))
                    .until(() -> acknowledged.size() >= enough);
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Writes until the server is gone. */
    private void write(S3Client s3, SplittableRandom own) {
        try {
            while (true) {
                change(s3, own);
            }
        } catch (SdkException | UncheckedIOException e) {
            // The server was killed: operations in flight may or may not have happened.
        }
    }

    private void change(S3Client s3, SplittableRandom own) {
        String key = "key-" + own.nextInt(KEYS);
        String id = "op-" + operations.incrementAndGet();
        switch (own.nextInt(10)) {
            case 0 -> s3.deleteObject(builder -> builder.bucket("bucket").key(key));
            case 1 ->
                    s3.deleteObjects(builder ->
                            builder.bucket("bucket")
                                    .delete(d -> d.objects(object(key), object("source-" + key))));
            case 2, 3 -> {
                s3.putObject(
                        builder -> builder.bucket("bucket").key("source-" + key),
                        RequestBody.empty());
                copy(s3, key, id);
            }
            default -> {
                s3.putObject(
                        builder -> builder.bucket("bucket").key(key).metadata(Map.of("op", id)),
                        RequestBody.fromString("data of " + id));
                acknowledged.add(id);
            }
        }
    }

    /** The source may have been deleted by another writer meanwhile. */
    private void copy(S3Client s3, String key, String id) {
        try {
            s3.copyObject(builder ->
                    builder.sourceBucket("bucket")
                            .sourceKey("source-" + key)
                            .destinationBucket("bucket")
                            .destinationKey(key)
                            .metadataDirective(MetadataDirective.REPLACE)
                            .metadata(Map.of("op", id)));
            acknowledged.add(id);
        } catch (NoSuchKeyException e) {
            // Copied nothing.
        }
    }

    private static ObjectIdentifier object(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    /** Waits until the receiver got everything that was acknowledged and nothing more arrives. */
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

    /** Checks that each topic got its numbers without a gap, and few of them twice. */
    private static void checkTold(List<Received> requests) {
        for (String topic : TOPICS) {
            var numbers = new TreeSet<Long>();
            long told = 0;
            for (Received request : requests) {
                if (request.path().equals("/" + topic)) {
                    numbers.add(Long.parseLong(number(request)));
                    told++;
                }
            }
            assertThat(numbers).isNotEmpty();
            assertThat(numbers.first()).isEqualTo(1);
            assertThat(numbers.last()).as("no gap in " + topic).isEqualTo(numbers.size());
            assertThat(told - numbers.size())
                    .as("repeats")
                    .isLessThanOrEqualTo((long) KILLS * WINDOW);
        }
    }

    private static String number(Received request) {
        return request.header("x-carillon-delivery").orElseThrow();
    }

    /** Checks that no event arrives for the first time after a later event of its key. */
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
                .overrideConfiguration(
                        builder -> builder.retryStrategy(AwsRetryStrategy.doNotRetry()))
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
