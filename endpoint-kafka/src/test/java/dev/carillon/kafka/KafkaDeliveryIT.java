package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;

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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, its topic in Kafka, and a broker that is stopped and started under load. */
class KafkaDeliveryIT {
    private static final int RESTARTS = Integer.getInteger("carillon.kafka.restarts", 1);
    private static final long SEED = Long.getLong("carillon.kafka.seed", System.nanoTime());
    private static final int WRITERS = 4;
    private static final Pattern SEQUENCER = Pattern.compile("\"sequencer\":\"([0-9A-F]{16})\"");

    private LocalKafka kafka;
    private Carillon carillon;
    private S3Client s3;

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
        try (var sns =
                SnsClient.builder()
                        .endpointOverride(URI.create(carillon.s3Url()))
                        .credentialsProvider(keys)
                        .region(Region.of("default"))
                        .build()) {
            subscribe(sns);
        }
    }

    @AfterEach
    void stop() {
        s3.close();
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

    private static void awaitMore(AtomicInteger puts, int more) {
        int least = puts.get() + more;
        await().atMost(Duration.ofMinutes(1)).until(() -> puts.get() >= least);
    }

    /** Writes objects of its own again and again. */
    private void write(int writer, AtomicBoolean stop, AtomicInteger puts) {
        for (int i = 0; !stop.get(); i++) {
            String key = "writer-" + writer + "/object-" + i % 3;
            s3.putObject(put -> put.bucket("photos").key(key), RequestBody.fromString("v" + i));
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

    private void subscribe(SnsClient sns) {
        String arn =
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
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        s3.putBucketNotificationConfiguration(request ->
                request.bucket("photos")
                        .notificationConfiguration(one -> one.topicConfigurations(all)));
    }

    private String secret() {
        return carillon.rootKey().secret().revealText();
    }
}
