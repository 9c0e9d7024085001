package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.ObjectEvent;
import dev.carillon.signature.Percent;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** The SDK of the CloudEvents project reads what topics send, with keys of every kind. */
class CloudEventsSdkTest {
    private static final int KEYS = 40;
    private static final String[] PARTS = {
        "a",
        "Z",
        "0",
        "/",
        ".",
        " ",
        "  ",
        "\"",
        "%",
        "%41",
        "+",
        "&",
        "\\",
        "\r",
        "\n",
        "\t",
        "\0",
        "~",
        "\u007f",
        "\u0085",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "\ufffe",
        "\u200b",
        "\u05d0",
        "e\u0301"
    };

    private final Format plain = new S3Records("eu");
    private final EventFormat json = new JsonFormat();

    @RepeatedTest(5)
    void it_reads_binary_events(RepetitionInfo repetition) {
        for (ObjectEvent event : events(repetition)) {
            CloudEvent read = overHttp(new BinaryCloudEvents("eu").write(event, "rule", "o"));
            demand(read, event);
            assertThat(read.getId()).isEqualTo(event.id() + ".rule");
            assertThat(decoded(subject(read))).isEqualTo(CloudEventText.allowed(key(event)));
            assertThat(data(read)).isEqualTo(plain.write(event, "rule", "o").body());
        }
    }

    @RepeatedTest(5)
    void it_reads_events_in_cephs_form(RepetitionInfo repetition) {
        for (ObjectEvent event : events(repetition)) {
            CloudEvent read = overHttp(new CephCloudEvents("eu").write(event, "rule", "o"));
            demand(read, event);
            assertThat(read.getId()).isEqualTo("tx0000.1039-default-default");
            if (!key(event).contains("%")) {
                assertThat(decoded(subject(read))).isEqualTo(key(event));
            }
            assertThat(data(read)).isEqualTo(plain.write(event, "rule", "o").body());
        }
    }

    @RepeatedTest(5)
    void it_reads_structured_events(RepetitionInfo repetition) {
        for (ObjectEvent event : events(repetition)) {
            Message sent = new StructuredCloudEvents("eu").write(event, "rule", "o");
            demandStructured(overHttp(sent), event);
        }
    }

    @RepeatedTest(5)
    void it_reads_every_event_of_a_batch(RepetitionInfo repetition) {
        List<ObjectEvent> events = events(repetition);
        Message sent = new BatchedCloudEvents("eu").write(events, "rule", "o");
        JsonNode list = JsonMapper.shared().readTree(sent.body());
        assertThat(list.size()).isEqualTo(events.size());
        for (int i = 0; i < events.size(); i++) {
            byte[] one = list.path(i).toString().getBytes(StandardCharsets.UTF_8);
            demandStructured(json.deserialize(one), events.get(i));
        }
    }

    @Test
    void it_reads_the_trace() {
        for (Format format :
                List.of(new BinaryCloudEvents("eu"), new StructuredCloudEvents("eu"))) {
            CloudEvent read = overHttp(format.write(Events.traced(), "r", ""));
            assertThat(read.getExtension("traceparent"))
                    .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            assertThat(decoded(String.valueOf(read.getExtension("tracestate"))))
                    .isEqualTo("a=1,b=x y");
        }
        assertThat(
                        overHttp(new CephCloudEvents("eu").write(Events.traced(), "r", ""))
                                .getExtensionNames())
                .isEmpty();
    }

    private static String subject(CloudEvent read) {
        return Objects.requireNonNull(read.getSubject());
    }

    private static byte[] data(CloudEvent read) {
        return Objects.requireNonNull(read.getData()).toBytes();
    }

    private void demandStructured(CloudEvent read, ObjectEvent event) {
        demand(read, event);
        assertThat(read.getId()).isEqualTo(event.id() + ".rule");
        assertThat(read.getSubject()).isEqualTo(CloudEventText.allowed(key(event)));
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        JsonMapper mapper = JsonMapper.shared();
        assertThat(mapper.readTree(data(read)))
                .isEqualTo(mapper.readTree(plain.write(event, "rule", "o").body()));
    }

    private static void demand(CloudEvent read, ObjectEvent event) {
        assertThat(read.getSource()).hasToString("ceph:s3.eu.golden-bucket");
        assertThat(read.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
        assertThat(read.getTime())
                .isEqualTo(OffsetDateTime.parse(event.change().time().toString()));
    }

    /** Reads a message as the HTTP endpoint sends it. */
    private static CloudEvent overHttp(Message sent) {
        var headers = new HashMap<>(sent.headers());
        headers.putAll(CloudEventText.headers(sent));
        headers.values()
                .forEach(value ->
                        assertThat(value).matches("[\\x21-\\x7E]([\\x20-\\x7E]*[\\x21-\\x7E])?"));
        headers.put("content-type", sent.contentType());
        return HttpMessageFactory.createReader(Map.copyOf(headers), sent.body()).toEvent();
    }

    /** Decodes a subject, which this SDK leaves as HTTP has it. */
    private static String decoded(String encoded) {
        return Percent.decode(encoded).orElseThrow();
    }

    private static String key(ObjectEvent event) {
        return event.change().object().key();
    }

    private static List<ObjectEvent> events(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        return random.ints(KEYS, 1, 12)
                .mapToObj(length -> {
                    var key = new StringBuilder();
                    random.ints(length, 0, PARTS.length).forEach(part -> key.append(PARTS[part]));
                    return Events.named(key.toString());
                })
                .toList();
    }
}
