package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.TraceContext;
import dev.carillon.event.Version;
import dev.carillon.format.BinaryCloudEvents;
import dev.carillon.format.Format;
import dev.carillon.format.S3Records;
import dev.carillon.format.StructuredCloudEvents;

import io.cloudevents.CloudEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The SDK of the CloudEvents project reads what comes out of a queue, with keys of every kind. */
@ExtendWith(OneBroker.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpCloudEventsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String QUEUE = "inbox";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final QpidBroker broker;
    private final Inbox inbox;
    private final AmqpEndpointProvider provider = Endpoints.provider();

    AmqpCloudEventsTest(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "img/a.jpg",
                "dir/spaced key+&.txt",
                " ends with blanks ",
                "\"100%\" \\ %41",
                "\u00e9\u20ac\ud83d\ude00\u05d0e\u0301\u200b"
            })
    void it_reads_both_modes(String key) throws Exception {
        ObjectEvent event = event(key);
        for (Format format :
                List.of(new BinaryCloudEvents("eu"), new StructuredCloudEvents("eu"))) {
            CloudEvent read = sentAndRead(format, event);

            assertThat(read.getId()).isEqualTo(event.id() + ".rule");
            assertThat(read.getSource()).hasToString("ceph:s3.eu.photos");
            assertThat(read.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
            assertThat(read.getSubject()).isEqualTo(key);
            assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05Z"));
            assertThat(read.getDataContentType()).isEqualTo("application/json");
            assertThat(read.getExtensionNames()).containsExactly("traceparent");
            assertThat(read.getExtension("traceparent")).isEqualTo(TRACE);
            assertData(read, event);
        }
    }

    private static void assertData(CloudEvent read, ObjectEvent event) {
        byte[] data = Objects.requireNonNull(read.getData()).toBytes();
        byte[] plain = new S3Records("eu").write(event, "rule", "o").body();
        JsonMapper mapper = JsonMapper.shared();
        assertThat(mapper.readTree(data)).isEqualTo(mapper.readTree(plain));
    }

    private CloudEvent sentAndRead(Format format, ObjectEvent event) throws Exception {
        inbox.exchange("events").queue(QUEUE, "events", "topic");
        try (Endpoint endpoint =
                provider.open(Endpoints.target("amqp://127.0.0.1:" + broker.port()))) {
            assertThat(endpoint.send(format.write(event, "rule", "o"), LONG).accepted()).isTrue();
        }
        return AmqpCloudEvents.read(inbox.messages(QUEUE).getFirst());
    }

    private static ObjectEvent event(String key) {
        var object = new ObjectFacts(key, 5, "e", new Version.None(), Map.of(), List.of());
        var origin =
                new Origin("tester", "192.0.2.7", "tx0000", "host")
                        .in(Optional.of(new TraceContext(TRACE, "")));
        var change =
                new Change(
                        EventType.CREATED_PUT,
                        Instant.parse("2026-01-02T03:04:05Z"),
                        new Bucket("000000000000000b", "photos", "owner"),
                        object,
                        origin);
        return ObjectEvent.of(change, 0xBEEF);
    }
}
