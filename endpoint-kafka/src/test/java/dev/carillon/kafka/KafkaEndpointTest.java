package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.kafka.SharedKafka.Cluster;
import dev.carillon.rule.Target;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** What a record looks like, who may write it, and what is said when it cannot be written. */
@ExtendWith(SharedKafka.class)
class KafkaEndpointTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Patience PATIENT =
            new Patience(Duration.ofMinutes(1), Duration.ofMinutes(5));

    private final LocalKafka kafka;
    private final KafkaRig rig;

    KafkaEndpointTest(Cluster cluster) {
        kafka = cluster.kafka();
        rig = new KafkaRig(kafka, KafkaRig.SHORT);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void a_record_has_the_object_as_its_key_and_the_facts_as_headers() {
        Message message = KafkaRig.about("dir/spaced key+é&.txt", "{\"k\":\"é\"}");

        assertThat(direct().send(message.with(Map.of("webhook-id", "w")), LONG).accepted())
                .isTrue();

        ConsumerRecord<byte[], byte[]> record = rig.reader().records().getFirst();
        assertThat(TopicReader.text(record.key())).isEqualTo("photos/dir/spaced key+é&.txt");
        assertThat(TopicReader.text(record.value())).isEqualTo("{\"k\":\"é\"}");
        assertThat(headers(record))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "content-type", "application/json",
                                "webhook-id", "w",
                                "x-carillon-event-id", message.events().getFirst().id(),
                                "x-carillon-event-type", "ObjectCreated:Put",
                                "x-carillon-bucket", "photos",
                                "x-carillon-key", "dir/spaced key+é&.txt"));
    }

    @Test
    void a_test_has_a_fixed_key() {
        assertThat(direct().send(KafkaRig.plain("test"), LONG).accepted()).isTrue();

        ConsumerRecord<byte[], byte[]> record = rig.reader().records().getFirst();
        assertThat(TopicReader.text(record.key())).isEqualTo("carillon-test");
        assertThat(headers(record)).containsExactly(Map.entry("content-type", "application/json"));
    }

    @Test
    void a_compacted_topic_takes_a_test() {
        String topic = rig.topic + "-compacted";
        kafka.create(topic, 1, Map.of("cleanup.policy", "compact"));
        var endpoint =
                rig.provider.open(
                        rig.target(kafka.port("DIRECT"), Map.of()).of(Optional.of(topic)));

        assertThat(endpoint.diagnose(KafkaRig.plain("test"), LONG).ok()).isTrue();
    }

    @Test
    void a_cloud_event_in_binary_mode_has_its_attributes_as_headers() {
        Message event =
                KafkaRig.about("é", "{}")
                        .asCloudEvent(Map.of("specversion", "1.0", "subject", "é", "id", "7"));

        assertThat(direct().send(event, LONG).accepted()).isTrue();

        assertThat(headers(rig.reader().records().getFirst()))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_subject", "é")
                .containsEntry("ce_id", "7")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void records_of_one_object_are_in_one_partition() {
        String topic = rig.topic + "-parts";
        kafka.create(topic, 8, Map.of());
        var endpoint =
                rig.provider.open(
                        rig.target(kafka.port("DIRECT"), Map.of()).of(Optional.of(topic)));
        for (int i = 0; i < 40; i++) {
            assertThat(endpoint.send(KafkaRig.about("k" + i % 10, "" + i), LONG).accepted())
                    .isTrue();
        }
        var partitions = new HashMap<String, Integer>();
        try (var reader = new TopicReader(kafka.direct(), topic)) {
            for (var record : reader.records()) {
                int first =
                        partitions.computeIfAbsent(
                                TopicReader.text(record.key()), _ -> record.partition());
                assertThat(record.partition()).isEqualTo(first);
            }
        }
        assertThat(partitions).hasSize(10);
        assertThat(partitions.values().stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void a_record_larger_than_the_topic_takes_is_refused_for_good_and_blocks_nothing() {
        String large = "x".repeat(1 << 20);
        try (var admitting = new KafkaRig(kafka, KafkaRig.SHORT)) {
            Endpoint endpoint = admitting.open("DIRECT", Map.of());

            assertThat(endpoint.send(KafkaRig.about("k", large), LONG))
                    .isEqualTo(
                            Refused.stated(
                                    "the record is larger than topic "
                                            + admitting.topic
                                            + " takes: raise max.message.bytes of the topic",
                                    Scope.MESSAGE));
            assertThat(endpoint.send(KafkaRig.about("k", "x".repeat(9 << 20)), LONG))
                    .asInstanceOf(type(Refused.class))
                    .extracting(refused -> ((Stated) refused.reason()).scope())
                    .isEqualTo(Scope.MESSAGE);
            assertThat(endpoint.send(KafkaRig.about("k", "small"), LONG).accepted()).isTrue();
            assertThat(admitting.reader().bodies()).containsExactly("small");
        }
    }

    @Test
    void records_of_a_mebibyte_arrive_byte_for_byte() throws Exception {
        List<byte[]> bodies = bodies(8, 1 << 20);

        assertThat(arrived("2000000", PATIENT, bodies)).containsExactlyInAnyOrderElementsOf(bodies);
    }

    @Test
    void records_to_a_topic_that_takes_hardly_more_than_a_batch_arrive() throws Exception {
        List<byte[]> bodies = bodies(200, 900);

        assertThat(arrived("20000", PATIENT, bodies)).containsExactlyInAnyOrderElementsOf(bodies);
    }

    /**
     * The client splits a batch that the topic does not take, again and again, and may find no
     * order for the parts until it gives them up: then the records are sent again.
     */
    @Test
    void records_that_are_too_large_together_arrive_at_the_latest_when_they_are_repeated()
            throws Exception {
        List<byte[]> bodies = bodies(200, 900);

        assertThat(arrived("5000", KafkaRig.SHORT, bodies)).containsAll(bodies);
    }

    /**
     * Sends records at once to a topic that takes so many bytes, repeats what timed out, and
     * returns what the topic has then.
     */
    private List<byte[]> arrived(String limit, Patience patience, List<byte[]> bodies)
            throws Exception {
        String topic = rig.topic + "-limited";
        kafka.create(topic, 1, Map.of("max.message.bytes", limit));
        try (var patient = new KafkaRig(kafka, patience);
                var reader = new TopicReader(kafka.direct(), topic)) {
            Target target = rig.target(kafka.port("DIRECT"), Map.of()).of(Optional.of(topic));
            sendAll(patient.provider.open(target), patience.confirm(), bodies);
            return reader.records().stream().map(ConsumerRecord::value).toList();
        }
    }

    /** Sends all at once and waits until they are accepted; only time-outs may come before. */
    private static void sendAll(Endpoint endpoint, Duration limit, List<byte[]> bodies)
            throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        List<CompletableFuture<AttemptResult>> results =
                bodies.stream()
                        .map(body -> new Message("a/b", Map.of(), body))
                        .map(message ->
                                CompletableFuture.supplyAsync(
                                        () -> repeat(endpoint, message, limit, end),
                                        Thread::startVirtualThread))
                        .toList();
        for (var result : results) {
            assertThat(result.get()).matches(AttemptResult::accepted);
        }
    }

    private static AttemptResult repeat(
            Endpoint endpoint, Message message, Duration limit, long end) {
        AttemptResult result = endpoint.send(message, limit);
        while (result instanceof TimedOut && System.nanoTime() < end) {
            result = endpoint.send(message, limit);
        }
        return result;
    }

    private static List<byte[]> bodies(int count, int size) {
        return IntStream.range(0, count).mapToObj(seed -> noise(seed, size)).toList();
    }

    private static byte[] noise(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_topic_that_does_not_exist_is_said_plainly_and_found_once_it_does() {
        String topic = "later-" + rig.topic;
        var endpoint =
                rig.provider.open(
                        rig.target(kafka.port("DIRECT"), Map.of()).of(Optional.of(topic)));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                .isEqualTo(
                        Refused.stated(
                                "topic " + topic + " does not exist in Kafka: create it there",
                                Scope.ENDPOINT));

        kafka.create(topic, 1, Map.of());
        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, PLAIN, '" + SharedKafka.PASSWORD + "'",
        "bob, '', pass-of-bob",
        "carol, SCRAM-SHA-256, pass-of-carol",
        "dave, SCRAM-SHA-512, pass-of-dave"
    })
    void users_sign_in(String user, String mechanism, String password) {
        Endpoint endpoint = as(user, mechanism, password);

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        assertThat(endpoint.diagnose(KafkaRig.plain("n"), LONG).steps())
                .extracting(Step::name)
                .containsExactly(
                        "name",
                        "guard",
                        "connect",
                        "authentication",
                        "topic",
                        "advertised",
                        "publish",
                        "confirm");
        assertThat(rig.reader().bodies()).containsExactly("m", "n");
    }

    @ParameterizedTest
    @CsvSource({
        "bob, PLAIN, wrong-pass",
        "nobody, PLAIN, pass-of-bob",
        "carol, SCRAM-SHA-256, wrong-pass",
        "carol, SCRAM-SHA-512, pass-of-carol"
    })
    void a_wrong_user_is_refused_in_words(String user, String mechanism, String password) {
        Endpoint endpoint = as(user, mechanism, password);

        AttemptResult result = endpoint.send(KafkaRig.plain("m"), LONG);

        assertThat(result.summary())
                .startsWith("refused: authentication failed: ")
                .doesNotContain(password);
        var diagnosis = endpoint.diagnose(KafkaRig.plain("m"), LONG);
        assertThat(diagnosis.failed()).map(Step::name).contains("authentication");
        assertThat(rig.reader().bodies()).isEmpty();
    }

    @Test
    void the_client_logs_no_password() {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        Level before = logger.getLevel();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.DEBUG);
        try {
            as("bob", "PLAIN", "pass-of-bob").send(KafkaRig.plain("m"), LONG);
            as("bob", "PLAIN", "wrong-pass").send(KafkaRig.plain("m"), LONG);
        } finally {
            logger.setLevel(before);
            logger.setAdditive(true);
            logger.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"))
                .noneMatch(line -> line.contains("pass-of-bob") || line.contains("wrong-pass"));
    }

    @Test
    void a_user_who_may_not_write_is_refused_in_words() throws Exception {
        try (var admin = kafka.admin()) {
            var onlyBob =
                    new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, rig.topic, PatternType.LITERAL),
                            new AccessControlEntry(
                                    "User:bob", "*", AclOperation.WRITE, AclPermissionType.ALLOW));
            admin.createAcls(List.of(onlyBob)).all().get();
        }
        Endpoint carol = as("carol", "SCRAM-SHA-256", "pass-of-carol");

        assertThat(carol.send(KafkaRig.plain("m"), LONG))
                .isEqualTo(
                        Refused.stated(
                                "the user may not write to topic " + rig.topic, Scope.ENDPOINT));
        assertThat(carol.diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("topic");
        assertThat(as("bob", "PLAIN", "pass-of-bob").send(KafkaRig.plain("m"), LONG).accepted())
                .isTrue();
    }

    @Test
    void endpoints_share_a_producer_if_their_connections_are_equal_and_only_then() {
        Endpoint bob = as("bob", "", "pass-of-bob");
        Endpoint again = as("bob", "", "pass-of-bob");
        Endpoint alice = as("alice", "PLAIN", SharedKafka.PASSWORD);
        Endpoint unconfirmed = rig.open("DIRECT", Map.of("kafka-ack-level", "none"));
        List.of(bob, again, alice, direct(), unconfirmed)
                .forEach(
                        one -> assertThat(one.send(KafkaRig.plain("m"), LONG).accepted()).isTrue());

        assertThat(rig.provider.producers().connections()).hasSize(4);
        bob.close();
        assertThat(rig.provider.producers().connections()).hasSize(4);
        assertThat(again.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        again.close();
        assertThat(rig.provider.producers().connections()).hasSize(3);
    }

    @Test
    void a_user_where_none_is_expected_and_none_where_one_is_expected_is_found_by_a_diagnosis() {
        Endpoint stranger = rig.open("USERS", Map.of());

        var result = stranger.diagnose(KafkaRig.plain("m"), Duration.ofSeconds(2));

        assertThat(result.failed()).map(Step::name).contains("authentication");
        assertThat(result.advice()).contains("user-name");
    }

    @Test
    void a_refused_address_gets_no_connection() {
        try (var strict = KafkaRig.provider(new AddressGuard(List.of(), false), KafkaRig.SHORT)) {
            Endpoint endpoint = strict.open(rig.target(kafka.port("DIRECT"), Map.of()));

            assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                    .asInstanceOf(type(Unreachable.class))
                    .extracting(Unreachable::cause)
                    .asString()
                    .contains("127.0.0.1 is a loopback address", "--allow-targets");
            assertThat(endpoint.diagnose(KafkaRig.plain("m"), LONG).failed())
                    .map(Step::name)
                    .contains("guard");
        }
    }

    @Test
    void an_idle_producer_is_closed_and_made_again_when_it_is_needed() {
        var idle = new Patience(Duration.ofSeconds(2), Duration.ofMillis(300));
        try (var quick = new KafkaRig(kafka, idle)) {
            Endpoint endpoint = quick.open("DIRECT", Map.of());
            assertThat(endpoint.send(KafkaRig.plain("1"), LONG).accepted()).isTrue();
            await().atMost(LONG).until(() -> quick.provider.producers().connections().isEmpty());

            assertThat(endpoint.send(KafkaRig.plain("2"), LONG).accepted()).isTrue();
            assertThat(quick.reader().bodies()).containsExactly("1", "2");
        }
    }

    @Test
    void no_time_left_while_the_producer_is_made_is_a_time_out() {
        var limit = Duration.ofNanos(1);

        assertThat(direct().send(KafkaRig.plain("m"), limit)).isEqualTo(new TimedOut(limit));
    }

    private Endpoint direct() {
        return rig.open("DIRECT", Map.of());
    }

    private Endpoint as(String user, String mechanism, String password) {
        return rig.open(
                "USERS", Map.of("user-name", user, "password", password, "mechanism", mechanism));
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        var headers = new TreeMap<String, String>();
        record.headers()
                .forEach(header ->
                        headers.put(
                                header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
