package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;
import dev.carillon.server.SignedCalls;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, its topic in Kafka, and a broker that is stopped and started under load. */
class KafkaDeliveryIT {
    private static final int RESTARTS = Integer.getInteger("carillon.kafka.restarts", 1);
    private static final long SEED = Long.getLong("carillon.kafka.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WRITERS = 4;
    private static final Pattern SEQUENCER = Pattern.compile("\"sequencer\":\"([0-9A-F]{16})\"");

    private LocalKafka kafka;
    private Carillon carillon;
    private S3Client s3;
    private SnsClient sns;
    private SignedCalls admin;
    private String arn;

    @BeforeEach
    void start() throws Exception {
        kafka = new LocalKafka().start();
        kafka.create("changes", 4, Map.of());
        carillon = Carillon.start(EmbeddedSettings.temporary());
        var key = AwsBasicCredentials.create(carillon.rootKey().id(), secret());
        var keys = StaticCredentialsProvider.create(key);
        s3 =
                S3Client.builder()
                        .endpointOverride(URI.create(carillon.s3Url()))
                        .credentialsProvider(keys)
                        .region(Region.of("default"))
                        .forcePathStyle(true)
                        .build();
        sns =
                SnsClient.builder()
                        .endpointOverride(URI.create(carillon.s3Url()))
                        .credentialsProvider(keys)
                        .region(Region.of("default"))
                        .build();
        admin = new SignedCalls(carillon.adminUrl(), carillon.rootKey(), "carillon");
        arn = subscribed();
    }

    @AfterEach
    void stop() {
        admin.close();
        s3.close();
        sns.close();
        carillon.close();
        kafka.close();
    }

    @Test
    void every_event_arrives_in_the_order_of_its_object_while_the_broker_comes_and_goes()
            throws Exception {
        var random = new Random(SEED);
        var stop = new AtomicBoolean();
        var puts = new AtomicInteger();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            writers.add(Thread.ofVirtual().start(() -> write(number, stop, puts)));
        }
        for (int restart = 0; restart < RESTARTS; restart++) {
            awaitMore(puts, 20 + random.nextInt(100));
            kafka.stop();
            awaitMore(puts, 20 + random.nextInt(200));
            kafka.restart();
        }
        awaitMore(puts, 50);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        expectAll(puts.get());
    }

    @Test
    void the_sdk_of_cloud_events_reads_an_upload_in_every_form() {
        try (var reader = new TopicReader(kafka.direct(), "changes")) {
            List<Map.Entry<String, String>> forms =
                    List.of(
                            Map.entry("cloudevents", "true"),
                            Map.entry("cloudevents", "spec"),
                            Map.entry("cloudevents-mode", "structured"));
            for (int i = 0; i < forms.size(); i++) {
                String key = "in/ä " + i + ".txt";
                set(forms.get(i).getKey(), forms.get(i).getValue());
                put(key, "hello");
                int count = i + 1;
                await().atMost(PATIENCE).until(() -> reader.records().size() == count);
                var record = withKey(reader, "photos/" + key);

                CloudEvent read = KafkaMessageFactory.createReader(record).toEvent();

                assertThat(read.getSubject()).isEqualTo(key);
                assertThat(read.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
                assertThat(read.getId()).isEqualTo(header(record, "webhook-id"));
                assertThat(TopicReader.text(Objects.requireNonNull(read.getData()).toBytes()))
                        .startsWith("{\"Records\":[{")
                        .contains("\"key\":\"in/ä");
            }
        }
    }

    @Test
    void brokers_that_are_set_later_hold_for_queued_events() {
        set("push-endpoint", "kafka://127.0.0.1:" + LocalKafka.freePort());
        put("k", "v");

        set("kafka-brokers", kafka.direct());

        try (var reader = new TopicReader(kafka.direct(), "changes")) {
            await().atMost(PATIENCE).until(() -> reader.records().size() == 1);
        }
    }

    private static ConsumerRecord<byte[], byte[]> withKey(TopicReader reader, String key) {
        return reader.records().stream()
                .filter(one -> TopicReader.text(one.key()).equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return TopicReader.text(record.headers().lastHeader(name).value());
    }

    @Test
    void an_event_that_is_too_large_is_a_dead_letter_that_arrives_when_it_is_replayed()
            throws Exception {
        String large = "k".repeat(1_000);
        limit("3000"); // key, header and body of the record have the object's key
        put(large, "v");
        put("small", "v");
        try (var reader = new TopicReader(kafka.direct(), "changes")) {
            await().atMost(PATIENCE).until(() -> reader.records().size() == 1);
            await().atMost(PATIENCE).until(() -> letters().size() == 1);
            JsonNode letter = letters().path(0);
            assertThat(letter.path("key").asString()).isEqualTo(large);
            assertThat(letter.path("reason").asString()).isEqualTo("refused");
            assertThat(letter.path("attempts").asInt()).isEqualTo(1);
            assertThat(letter.path("lastResult").asString()).contains("raise max.message.bytes");

            limit("1000000");
            assertThat(admin.send("POST", "/v1/deadletters/replay", "", "{}").status())
                    .isEqualTo(200);

            await().atMost(PATIENCE).until(() -> reader.records().size() == 2);
            assertThat(withKey(reader, "photos/" + large)).isNotNull();
        }
        assertThat(letters().size()).isZero();
    }

    /** Sets the size of the largest record that the topic takes. */
    private void limit(String bytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "changes");
        var set =
                new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (var client = kafka.admin()) {
            client.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
        }
    }

    private JsonNode letters() {
        return JsonMapper.shared()
                .readTree(admin.send("GET", "/v1/deadletters", "", "").body())
                .path("deadLetters");
    }

    private void set(String name, String value) {
        sns.setTopicAttributes(set -> set.topicArn(arn).attributeName(name).attributeValue(value));
    }

    private void put(String key, String text) {
        s3.putObject(put -> put.bucket("photos").key(key), RequestBody.fromString(text));
    }

    private static void awaitMore(AtomicInteger puts, int more) {
        int least = puts.get() + more;
        await().atMost(Duration.ofMinutes(1)).until(() -> puts.get() >= least);
    }

    /** Writes objects of its own again and again. */
    private void write(int writer, AtomicBoolean stop, AtomicInteger puts) {
        for (int i = 0; !stop.get(); i++) {
            String key = "writer-" + writer + "/object-" + i % 3;
            put(key, "v" + i);
            puts.incrementAndGet();
        }
    }

    /**
     * Waits until the topic has an event for each PUT. In the order of a partition, the sequencers
     * of an object never fall: a repetition comes before the next event of its object, or not at
     * all.
     */
    private void expectAll(int puts) {
        try (var reader = new TopicReader(kafka.direct(), "changes")) {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        var newest = new HashMap<String, String>();
                        int different = 0;
                        for (var record : reader.records()) {
                            String sequencer = sequencer(TopicReader.text(record.value()));
                            String before = newest.put(TopicReader.text(record.key()), sequencer);
                            assertThat(before == null || before.compareTo(sequencer) <= 0)
                                    .as("seed %d: %s before %s", SEED, before, sequencer)
                                    .isTrue();
                            different += sequencer.equals(before) ? 0 : 1;
                        }
                        assertThat(different).as("seed %d", SEED).isEqualTo(puts);
                        assertThat(newest).hasSize(3 * WRITERS);
                    });
        }
    }

    private static String sequencer(String body) {
        Matcher found = SEQUENCER.matcher(body);
        assertThat(found.find()).as(body).isTrue();
        return found.group(1);
    }

    private String subscribed() {
        String topicArn =
                sns.createTopic(topic ->
                                topic.name("changes")
                                        .attributes(
                                                Map.of(
                                                        "push-endpoint",
                                                                "kafka://" + kafka.direct(),
                                                        "persistent", "true",
                                                        "retry_sleep_duration", "1")))
                        .topicArn();
        s3.createBucket(bucket -> bucket.bucket("photos"));
        var all =
                TopicConfiguration.builder()
                        .id("all")
                        .topicArn(topicArn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        s3.putBucketNotificationConfiguration(request ->
                request.bucket("photos")
                        .notificationConfiguration(one -> one.topicConfigurations(all)));
        return topicArn;
    }

    private String secret() {
        return carillon.rootKey().secret().revealText();
    }
}
