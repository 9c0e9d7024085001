package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;

import io.cloudevents.CloudEvent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** From an upload to a queue: the whole server, clients of AWS, and a Qpid broker. */
@ExtendWith(OneBroker.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpJourneyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUEUE = "journey";

    /** How often the broker goes away and comes back; ten times in the build of every change. */
    private static final int BREAKS = Integer.getInteger("carillon.amqp.breaks", 3);

    private static final int UPLOADERS = 4;
    private static final int UPLOADS = 30 * BREAKS;

    private final Carillon server = Carillon.start(EmbeddedSettings.temporary());
    private final S3Client s3;
    private final SnsClient sns;
    private final QpidBroker broker;
    private final Inbox inbox;

    AmqpJourneyIT(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
        var key = server.rootKey();
        var credentials =
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.id(), key.secret().revealText()));
        s3 =
                S3Client.builder()
                        .endpointOverride(URI.create(server.s3Url()))
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .forcePathStyle(true)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
        sns =
                SnsClient.builder()
                        .endpointOverride(URI.create(server.s3Url()))
                        .region(Region.of("default"))
                        .credentialsProvider(credentials)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
    }

    @BeforeEach
    void queue() throws Exception {
        inbox.exchange("journeys").queue(QUEUE, "journeys", "uploads");
    }

    @AfterEach
    void stop() {
        s3.close();
        sns.close();
        server.close();
    }

    @Test
    void an_upload_arrives_in_a_queue_that_is_bound_to_the_topics_name() throws Exception {
        bind("amqp://127.0.0.1:" + broker.port(), Map.of("amqp-ack-level", "routable"));
        put("in/ä.txt", "hello");

        Awaitility.await().atMost(PATIENCE).until(() -> inbox.messages(QUEUE).size() == 1);
        GetResponse got = inbox.messages(QUEUE).getFirst();
        Map<String, String> headers = headers(got);
        assertThat(got.getEnvelope().getExchange()).isEqualTo("journeys");
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("uploads");
        assertThat(headers)
                .containsEntry("x-carillon-event-type", "ObjectCreated:Put")
                .containsEntry("x-carillon-bucket", "bucket")
                .containsEntry("x-carillon-key", "in/ä.txt");
        String id = headers.get("x-carillon-event-id");
        assertThat(got.getProps().getMessageId()).isEqualTo(id + ".rule");
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8))
                .startsWith("{\"Records\":[{")
                .contains("\"key\":\"in/ä.txt\"", "\"eventId\":\"" + id + "\"");
    }

    @ParameterizedTest
    @CsvSource({"true, binary", "spec, binary", "spec, structured"})
    void the_sdk_of_cloud_events_reads_an_upload(String form, String mode) throws Exception {
        var attributes = new HashMap<>(Map.of("cloudevents", form));
        if (form.equals("spec")) {
            attributes.put("cloudevents-mode", mode);
        }
        bind("amqp://127.0.0.1:" + broker.port(), attributes);
        put("in/ä b.txt", "hello");

        Awaitility.await().atMost(PATIENCE).until(() -> inbox.messages(QUEUE).size() == 1);
        GetResponse got = inbox.messages(QUEUE).getFirst();
        CloudEvent read = AmqpCloudEvents.read(got);
        assertThat(got.getProps().getContentType())
                .startsWith(
                        mode.equals("binary")
                                ? "application/json"
                                : "application/cloudevents+json");
        assertThat(read.getId()).isEqualTo(got.getProps().getMessageId());
        assertThat(read.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
        assertThat(read.getSubject()).isEqualTo("in/ä b.txt");
        assertThat(
                        new String(
                                Objects.requireNonNull(read.getData()).toBytes(),
                                StandardCharsets.UTF_8))
                .startsWith("{\"Records\":[{");
    }

    @Test
    void attributes_set_later_hold_for_queued_events() throws Exception {
        String arn = bind("amqp://127.0.0.1:" + broker.port(), Map.of("amqp-exchange", "nowhere"));
        put("k", "v");

        sns.setTopicAttributes(request ->
                request.topicArn(arn).attributeName("amqp-exchange").attributeValue("journeys"));

        Awaitility.await().atMost(PATIENCE).until(() -> inbox.messages(QUEUE).size() == 1);
    }

    @Test
    void every_event_arrives_in_order_per_object_although_the_broker_goes_and_comes()
            throws Exception {
        var random = new Random(7);
        try (FrameProxy proxy = FrameProxy.before(broker.port());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bind("amqp://127.0.0.1:" + proxy.port(), Map.of());
            var uploads = new ArrayList<Future<?>>();
            for (int i = 0; i < UPLOADERS; i++) {
                String key = "key-" + i;
                uploads.add(threads.submit(() -> upload(key)));
            }
            for (int i = 0; i < BREAKS; i++) {
                Thread.sleep(random.nextInt(50, 600));
                proxy.stop();
                Thread.sleep(random.nextInt(50, 400));
                proxy.restart();
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> firsts(inbox.messages(QUEUE)).size() == UPLOADERS * UPLOADS);
        }
        List<GetResponse> all = inbox.messages(QUEUE);
        assertNoneIsOvertaken(all);
        assertThat(sizesByKey(all))
                .hasSize(UPLOADERS)
                .allSatisfy((_, sizes) ->
                        assertThat(sizes).isSorted().doesNotHaveDuplicates().hasSize(UPLOADS));
    }

    private Void upload(String key) {
        for (int size = 1; size <= UPLOADS; size++) {
            put(key, "x".repeat(size));
        }
        return null;
    }

    /**
     * Checks every message, repeated ones too: it may be repeated until the next one of its object
     * has come, and none is older than one before it.
     */
    private static void assertNoneIsOvertaken(List<GetResponse> messages) {
        var newest = new HashMap<String, String>();
        for (GetResponse one : messages) {
            String key = headers(one).get("x-carillon-key");
            String body = new String(one.getBody(), StandardCharsets.UTF_8);
            String sequencer = body.replaceFirst("(?s).*\"sequencer\":\"([^\"]+)\".*", "$1");
            assertThat(sequencer).as("of %s", key).isNotEqualTo(body);
            assertThat(sequencer)
                    .as("of %s", key)
                    .isGreaterThanOrEqualTo(newest.getOrDefault(key, ""));
            newest.put(key, sequencer);
        }
    }

    /** Returns the first arrival of each event, in the order of arrival. */
    private static List<GetResponse> firsts(List<GetResponse> messages) {
        var seen = new HashMap<String, GetResponse>();
        return messages.stream()
                .filter(one -> seen.putIfAbsent(one.getProps().getMessageId(), one) == null)
                .toList();
    }

    /** Returns the sizes that were told about each object, which were uploaded in rising order. */
    private static Map<String, List<Integer>> sizesByKey(List<GetResponse> messages) {
        var sizes = new TreeMap<String, List<Integer>>();
        for (GetResponse one : firsts(messages)) {
            String body = new String(one.getBody(), StandardCharsets.UTF_8);
            String size = body.replaceFirst("(?s).*\"size\":(\\d+).*", "$1");
            sizes.computeIfAbsent(headers(one).get("x-carillon-key"), _ -> new ArrayList<>())
                    .add(Integer.valueOf(size));
        }
        return sizes;
    }

    private static Map<String, String> headers(GetResponse message) {
        var text = new TreeMap<String, String>();
        message.getProps().getHeaders().forEach((name, value) -> text.put(name, value.toString()));
        return text;
    }

    private String bind(String address, Map<String, String> more) {
        var attributes = new HashMap<String, String>();
        attributes.put("push-endpoint", address);
        attributes.put("persistent", "true");
        attributes.put("amqp-exchange", "journeys");
        attributes.putAll(more);
        String arn =
                sns.createTopic(request -> request.name("uploads").attributes(attributes))
                        .topicArn();
        s3.createBucket(request -> request.bucket("bucket"));
        var rule =
                TopicConfiguration.builder()
                        .id("rule")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        s3.putBucketNotificationConfiguration(request ->
                request.bucket("bucket")
                        .notificationConfiguration(all -> all.topicConfigurations(rule)));
        return arn;
    }

    private void put(String key, String text) {
        s3.putObject(request -> request.bucket("bucket").key(key), RequestBody.fromString(text));
    }
}
