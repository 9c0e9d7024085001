package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.ObjectEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class CloudEventsTest {
    private static final String ODD = "a b\"%\r\n\u00e9/\u20ac\uD83D\uDE00~!";

    private final Format plain = new S3Records("eu");
    private final Format ceph = new CephCloudEvents("eu");
    private final Format binary = new BinaryCloudEvents("eu");

    @ParameterizedTest
    @CsvSource({"ceph-put", "ceph-marker"})
    void ceph_sends_these_headers_beside_the_same_body(String name) throws IOException {
        ObjectEvent event = name.endsWith("put") ? Events.put() : Events.marker();
        Message sent = ceph.write(event, "n1", "o");
        assertThat(lines(sent.headers())).isEqualTo(golden(name + ".headers"));
        assertThat(sent.cloudEvent()).isEmpty();
        demandPlain(sent, event);
    }

    @ParameterizedTest
    @CsvSource({"binary-put", "binary-marker", "binary-traced"})
    void the_specification_asks_for_these_headers(String name) throws IOException {
        ObjectEvent event = event(name);
        Message sent = binary.write(event, "n1", "o");
        assertThat(lines(CloudEventText.headers(sent)).replace(event.id(), "EVENT-ID"))
                .isEqualTo(golden(name + ".headers"));
        assertThat(sent.headers()).isEmpty();
        demandPlain(sent, event);
    }

    @ParameterizedTest
    @CsvSource({"structured-put", "structured-marker", "structured-traced"})
    void a_structured_event_is_one_document(String name) throws IOException {
        ObjectEvent event = event(name);
        Message sent = new StructuredCloudEvents("eu").write(event, "n1", "o");
        assertThat(body(sent).replace(event.id(), "EVENT-ID"))
                .isEqualTo(golden(name + ".json").strip());
        assertThat(sent.contentType()).isEqualTo("application/cloudevents+json");
        assertThat(sent.cloudEvent()).isEmpty();
    }

    @Test
    void a_batch_is_a_list_of_structured_events_also_of_one() {
        var structured = new StructuredCloudEvents("eu");
        var batched = new BatchedCloudEvents("eu");
        String put = body(structured.write(Events.put(), "r", ""));
        String marker = body(structured.write(Events.marker(), "r", ""));
        Message two = batched.write(List.of(Events.put(), Events.marker()), "r", "");
        assertThat(body(two)).isEqualTo("[" + put + "," + marker + "]");
        assertThat(two.contentType()).isEqualTo("application/cloudevents-batch+json");
        Message one = batched.write(Events.put(), "r", "");
        assertThat(body(one)).isEqualTo("[" + put + "]");
        assertThat(one.contentType()).isEqualTo(two.contentType());
    }

    @Test
    void the_other_modes_have_one_event_in_a_message() {
        var two = List.of(Events.put(), Events.marker());
        for (Format format : List.of(ceph, binary, new StructuredCloudEvents("eu"))) {
            assertThatThrownBy(() -> format.write(two, "r", ""))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void two_rules_share_an_id_in_cephs_form_only() {
        assertThat(binary.write(Events.put(), "a", "").cloudEvent().get("id"))
                .isNotEqualTo(binary.write(Events.put(), "b", "").cloudEvent().get("id"));
        assertThat(ceph.write(Events.put(), "a", "").headers())
                .isEqualTo(ceph.write(Events.put(), "b", "").headers());
    }

    @Test
    void ceph_encodes_nothing_but_what_http_cannot_transport() {
        assertThat(ceph.write(Events.named(ODD), "r", "").headers())
                .containsEntry("ce-subject", "a b\"%%0D%0A%C3%A9/%E2%82%AC%F0%9F%98%80~!");
        assertThat(ceph.write(Events.named(" x\t \u007f "), "r", "").headers())
                .containsEntry("ce-subject", "%20x%09 %7F%20");
        assertThat(ceph.write(Events.named("  "), "r", "").headers())
                .containsEntry("ce-subject", "%20%20");
    }

    @Test
    void the_specification_encodes_what_its_http_binding_says() {
        Message sent = binary.write(Events.named("a b\"%\u00e9/\u20ac\uD83D\uDE00~!"), "r", "");
        assertThat(sent.cloudEvent()).containsEntry("subject", "a b\"%\u00e9/\u20ac\uD83D\uDE00~!");
        assertThat(CloudEventText.headers(sent))
                .containsEntry("ce-subject", "a%20b%22%25%C3%A9/%E2%82%AC%F0%9F%98%80~!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\u0000", "\u007f", "\u0085", "\ufffe", "\ufdd0"})
    void characters_that_cloud_events_forbids_are_encoded_in_the_attribute(String forbidden) {
        var attributes = binary.write(Events.named("a" + forbidden), forbidden, "").cloudEvent();
        assertThat(attributes.get("subject")).matches("a(%[0-9A-F]{2})+");
        assertThat(attributes.get("id")).matches("[0-9a-f]{64}\\.(%[0-9A-F]{2})+");
    }

    private static ObjectEvent event(String name) {
        return switch (name.substring(name.indexOf('-') + 1)) {
            case "put" -> Events.put();
            case "marker" -> Events.marker();
            default -> Events.traced();
        };
    }

    private void demandPlain(Message sent, ObjectEvent event) {
        assertThat(sent.body()).isEqualTo(plain.write(event, "n1", "o").body());
        assertThat(sent.contentType()).isEqualTo("application/json");
    }

    private static String lines(Map<String, String> headers) {
        var lines = new StringBuilder();
        new TreeMap<>(headers).forEach((name, value) -> lines.append(name + ": " + value + "\n"));
        return lines.toString();
    }

    private static String body(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (var in = CloudEventsTest.class.getResourceAsStream("/golden/cloudevents/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
