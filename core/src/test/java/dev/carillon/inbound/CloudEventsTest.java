package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.only;
import static dev.carillon.inbound.Sent.read;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.format.UnreadableMessageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks CloudEvents about objects in their three modes. */
class CloudEventsTest {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "ce-specversion", "1.0",
                    "ce-id", "i%201",
                    "ce-source", "ceph:s3.eu.golden-bucket",
                    "ce-type", "com.amazonaws.ObjectCreated:Put",
                    "ce-time", "2026-11-22T03:48:44.884674Z",
                    "ce-subject", "dir/%22a%22%C3%A9");

    private static final String PLAIN =
            "{\"bucket\":\"b\",\"key\":\"k+1\",\"size\":7,\"etag\":\"e\"}";

    @Test
    void a_binary_event_is_kept_as_one_structured_document() throws Exception {
        Change change = only(binary(records(Sent.CEPH)));

        assertThat(change.object().key()).isEqualTo("dir/spaced key+é%20.txt");
        assertThat(facts(change).action()).contains(Action.COPY);
        assertThat(change.original().orElseThrow().id()).startsWith("1795319324.886980.5d41");
        JsonNode kept = JsonMapper.shared().readTree(Sent.kept(change));
        assertThat(kept.propertyNames())
                .containsExactly(
                        "specversion",
                        "id",
                        "source",
                        "type",
                        "subject",
                        "time",
                        "datacontenttype",
                        "data");
        assertThat(kept.path("id").stringValue()).isEqualTo("i 1");
        assertThat(kept.path("subject").stringValue()).isEqualTo("dir/\"a\"é");
        assertThat(kept.path("data")).isEqualTo(JsonMapper.shared().readTree(records(Sent.CEPH)));
    }

    @Test
    void a_record_by_itself_is_data_too() throws Exception {
        assertThat(facts(only(binary(Sent.AWS))).key()).isEqualTo("my photo+é.jpg");
        assertThat(facts(only(binary(Sent.B2))).key()).isEqualTo("objectName+%20.txt");
        assertThat(only(binary(Sent.B2)).original().orElseThrow().time())
                .isEqualTo(Instant.ofEpochMilli(1_684_793_309_123L));
    }

    @Test
    void a_plain_object_takes_name_and_time_of_the_event() throws Exception {
        Change change = only(binary(PLAIN));

        assertThat(change.type()).isEqualTo(EventType.CREATED_PUT);
        assertThat(change.original().orElseThrow().type())
                .isEqualTo("com.amazonaws.ObjectCreated:Put");
        assertThat(change.original().orElseThrow().time())
                .isEqualTo(Instant.parse("2026-11-22T03:48:44.884674Z"));
        assertThat(change.bucket().name()).isEqualTo("b");
        assertThat(change.object().key()).isEqualTo("k+1");
        assertThat(change.object().size()).isEqualTo(7);
        assertThat(facts(change).action()).contains(Action.COPY);
    }

    @Test
    void a_plain_object_may_have_the_form_of_event_bridge() throws Exception {
        RecordFacts facts =
                facts(
                        only(
                                binary(
                                        """
                                        {"bucket":{"name":"b"},"object":{"key":"k","size":5,"etag":"e",
                                        "version-id":"v","sequencer":"00617F08299329D189"}}\
                                        """)));
        assertThat(facts.key()).isEqualTo("k");
        assertThat(facts.versionId()).isEqualTo("v");
        assertThat(facts.sequencer()).isEqualTo("00617F08299329D189");
    }

    @Test
    void id_and_source_recognize_a_repeat_of_an_object() throws Exception {
        String id = facts(only(binary(PLAIN))).eventId();

        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(id(Map.of("ce-time", "2027-01-01T00:00:00Z"), PLAIN)).isEqualTo(id);
        assertThat(id(Map.of("ce-id", "i2"), PLAIN)).isNotEqualTo(id);
        assertThat(id(Map.of("ce-source", "s2"), PLAIN)).isNotEqualTo(id);
        assertThat(id(Map.of(), PLAIN.replace("k+1", "k+2"))).isNotEqualTo(id);
    }

    @Test
    void a_structured_event_is_kept_as_it_is() throws Exception {
        for (String data : List.of(records(Sent.CEPH), Sent.MCS, Sent.B2, PLAIN)) {
            String event = structured("\"data\":" + data);
            Change change = only("  " + event + "\n");

            assertThat(Sent.kept(change)).isEqualTo(event);
            assertThat(facts(change).action()).contains(Action.COPY);
            assertThat(facts(change)).isEqualTo(facts(only(binary(data))));
        }
    }

    @Test
    void data_may_be_text_or_base64() throws Exception {
        byte[] bytes = records(Sent.CEPH).getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        RecordFacts facts = facts(structured("\"data_base64\":\"" + base64 + "\""));
        assertThat(facts).isEqualTo(facts(records(Sent.CEPH)));
        String text = JsonMapper.shared().writeValueAsString(records(Sent.CEPH));
        assertThat(facts(structured("\"data\":" + text))).isEqualTo(facts);
    }

    @Test
    void the_attributes_may_come_after_the_data() throws Exception {
        String event = structured("\"data\":" + PLAIN);
        String turned =
                "{\"data\":" + PLAIN + "," + event.substring(1, event.indexOf(",\"data\"")) + "}";
        assertThat(facts(turned)).isEqualTo(facts(event));
    }

    @Test
    void a_batch_has_several_events() throws Exception {
        List<Change> events =
                Sent.events(
                        "[%s,%s,7]"
                                .formatted(
                                        structured("\"data\":" + Sent.MCS),
                                        structured("\"data\":" + PLAIN)));
        assertThat(events)
                .extracting(change -> change.object().key())
                .containsExactly("a+b%20c", "k+1", "");
        assertThat(facts(events.get(2)).flaw()).isPresent();
    }

    @Test
    void each_of_several_records_is_kept_by_itself() throws Exception {
        List<Change> events = Sent.events(binary(records(Sent.CEPH, Sent.AWS)));
        assertThat(events).extracting(Sent::kept).containsExactly(Sent.CEPH, Sent.AWS);
        assertThat(Sent.events(binary(records()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"data\":7",
                "\"data\":\"no json\"",
                "\"data\":{}",
                "\"data\":{\"bucket\":\"b\"}",
                "\"data\":{\"bucket\":\"b\",\"key\":7}",
                "\"data\":{\"bucket\":\"b\",\"key\":\"k\",\"size\":-1}",
                "\"data_base64\":\"%%\"",
                "\"x\":1",
                "\"data\":{\"specversion\":\"1.0\",\"data\":{\"bucket\":\"b\",\"key\":\"k\"}}",
                "\"data\":[{\"specversion\":\"1.0\",\"data\":{\"bucket\":\"b\",\"key\":\"k\"}}]"
            })
    void data_that_names_no_object_is_a_flaw(String data) throws Exception {
        RecordFacts facts = facts(structured(data));
        assertThat(facts.flaw()).isPresent();
    }

    @Test
    void extensions_with_other_types_are_no_flaw() throws Exception {
        assertThat(facts(structured("\"key\":7,\"size\":-1,\"data\":" + Sent.MCS)).flaw())
                .isEmpty();
    }

    @Test
    void headers_without_a_source_leave_it_to_the_body() throws Exception {
        var headers = new HashMap<>(HEADERS);
        headers.remove("ce-source");
        assertThat(Sent.events(read(headers, bytes(records(Sent.MCS))))).hasSize(1);
        assertThatThrownBy(() -> read(headers, bytes(PLAIN)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("ce-source");
    }

    @ParameterizedTest
    @CsvSource({"1024, 0", "1025, 0", "5000, 0", "9, 9"})
    void a_trace_is_kept_if_it_is_valid_and_never_refused(int length, int kept) throws Exception {
        var headers = new HashMap<>(HEADERS);
        headers.put("ce-traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        headers.put("ce-tracestate", "a=" + "x".repeat(length - 2));
        JsonNode event = JsonMapper.shared().readTree(Sent.kept(only(read(headers, bytes(PLAIN)))));
        assertThat(event.path("traceparent").asString()).startsWith("00-4bf9");
        assertThat(event.path("tracestate").asString("")).hasSize(kept);

        headers.put("ce-traceparent", "x".repeat(length));
        event = JsonMapper.shared().readTree(Sent.kept(only(read(headers, bytes(PLAIN)))));
        assertThat(event.has("traceparent") || event.has("tracestate")).isFalse();
    }

    @Test
    void a_message_nested_as_deep_as_allowed_is_read_again_from_its_document() throws Exception {
        String deep =
                "{\"bucket\":\"b\",\"key\":\"k\",\"x\":" + "[".repeat(63) + "]".repeat(63) + "}";
        assertThat(facts(only(binary(deep))).flaw()).isEmpty();
    }

    private static String id(Map<String, String> others, String body) throws Exception {
        var headers = new HashMap<>(HEADERS);
        headers.putAll(others);
        return facts(only(read(headers, bytes(body)))).eventId();
    }

    private static ReceivedMessage binary(String body) throws Exception {
        return read(HEADERS, bytes(body));
    }

    private static String structured(String data) {
        return """
        {"specversion":"1.0","id":"i 1","source":"ceph:s3.eu.golden-bucket",\
        "type":"com.amazonaws.ObjectCreated:Put","time":"2026-11-22T03:48:44.884674Z",%s}\
        """
                .formatted(data);
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
