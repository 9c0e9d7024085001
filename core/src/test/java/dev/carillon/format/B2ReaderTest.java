package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.Original;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class B2ReaderTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-30T12:00:00.123456Z");
    private static final String FULL =
            """
            {"accountId":"acc","bucketId":"bid","bucketName":"b","eventId":"e1",\
            "eventTimestamp":1700000000001,"eventType":"b2:ObjectCreated:Copy",\
            "matchedRuleName":"r","objectName":"ä \\n{}","objectSize":7,"more":[{"x":1}]}\
            """;

    @Test
    void an_event_has_the_members_that_are_used_and_its_own_bytes() throws Exception {
        String body = "{ \"x\": {\"events\":[{}]}, \"events\" : [ " + FULL + " ,\n{ } ] }";
        List<Change> events = read(body);
        Change first = events.getFirst();
        assertThat(first.type()).isEqualTo(EventType.CREATED_COPY);
        assertThat(first.time()).isEqualTo(ARRIVED);
        assertThat(first.bucket()).isEqualTo(new Bucket("bid", "b", "acc"));
        assertThat(first.object().key()).isEqualTo("ä \n{}");
        assertThat(first.object().size()).isEqualTo(7);
        assertThat(first.origin().address()).isEqualTo("10.0.0.1");
        Original original = first.original().orElseThrow();
        assertThat(original.id()).isEqualTo("e1");
        assertThat(original.rule()).isEqualTo("r");
        assertThat(original.type()).isEqualTo("b2:ObjectCreated:Copy");
        assertThat(original.time()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_001L));
        assertThat(text(first)).isEqualTo(FULL);
        assertThat(text(events.get(1))).isEqualTo("{ }");
        assertThat(events).hasSize(2);
    }

    @Test
    void members_that_are_missing_or_of_another_type_count_as_empty() throws Exception {
        Change event =
                read("""
                {"events":[{"bucketName":{"a":[1]},"eventId":7,"objectName":null,
                "objectSize":99999999999999999999,"eventTimestamp":"soon"}]}\
                """)
                        .getFirst();
        Original original = event.original().orElseThrow();
        assertThat(event.bucket()).isEqualTo(new Bucket("", "", ""));
        assertThat(original.id()).isEmpty();
        assertThat(original.time()).isEqualTo(ARRIVED);
        assertThat(event.object().key()).isEmpty();
        assertThat(event.object().size()).isZero();
        assertThat(event.type()).isEqualTo(EventType.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "7",
                "{\"events\":[]}",
                "{\"events\":null}",
                "{\"events\":{\"events\":[{}]}}",
                "{\"events\":[1,[{}],null]}",
                "{\"events\":[{}],\"events\":[]}"
            })
    void a_document_without_a_list_of_objects_has_no_events(String body) throws Exception {
        assertThat(read(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nope",
                "{",
                "{\"events\":[{}",
                "{\"events\":[{]}",
                "{} {}",
                "{\"events\":[{}]}x",
                "{\"events\":[{}],}"
            })
    void what_is_no_json_is_refused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void what_is_larger_than_any_message_of_b2_is_refused() {
        refused("{\"events\":[" + " ".repeat(B2Reader.MAX_BYTES) + "]}", "bytes");
        String many =
                IntStream.rangeClosed(0, B2Reader.MAX_EVENTS)
                        .mapToObj(_ -> "{}")
                        .collect(Collectors.joining(","));
        refused("{\"events\":[" + many + "]}", "events");
        refused("{\"events\":[{\"objectName\":\"" + "ä".repeat(513) + "\"}]}", "objectName");
        refused("{\"events\":[{\"x\":" + "[".repeat(90) + "]}", "JSON");
    }

    @Test
    void a_message_has_events_of_a_few_rules() throws Exception {
        assertThat(read(ofRules(B2Reader.MAX_RULES) + "]}")).hasSize(B2Reader.MAX_RULES);
        assertThat(
                        read(
                                ofRules(B2Reader.MAX_RULES)
                                        + ",{\"bucketName\":\"b\","
                                        + "\"matchedRuleName\":\"r7\"}]}"))
                .hasSize(B2Reader.MAX_RULES + 1);
        refused(ofRules(B2Reader.MAX_RULES + 1) + "]}", "rules");
        refused(
                ofRules(B2Reader.MAX_RULES)
                        + ",{\"bucketName\":\"c\",\"matchedRuleName\":\"r7\"}]}",
                "rules");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bucketId",
                "bucketName",
                "eventId",
                "eventType",
                "matchedRuleName",
                "objectName"
            })
    void half_a_surrogate_pair_is_refused(String member) throws Exception {
        String event = "{\"events\":[{\"" + member + "\":\"%s\"}]}";
        refused(event.formatted("a\\ud800"), member);
        refused(event.formatted("\\udc00\\ud800z"), member);
        assertThat(read(event.formatted("\\ud83d\\ude00 \uD83D\uDE00"))).hasSize(1);
    }

    @Test
    void other_encodings_than_utf_8_are_refused() {
        byte[] body = "{\"events\":[{}]}".getBytes(UTF_16);
        assertThatThrownBy(() -> B2Reader.read(body, "", ARRIVED))
                .isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void a_byte_order_mark_does_not_move_the_bytes_of_an_event() throws Exception {
        byte[] body = ("\uFEFF{\"events\":[" + FULL + "]}").getBytes(UTF_8);
        assertThat(text(B2Reader.read(body, "", ARRIVED).getFirst())).isEqualTo(FULL);
    }

    private static void refused(String body, String word) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining(word);
    }

    private static String ofRules(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"bucketName\":\"b\",\"matchedRuleName\":\"r%d\"}".formatted(i))
                .collect(Collectors.joining(",", "{\"events\":[", ""));
    }

    private static List<Change> read(String body) throws UnreadableMessageException {
        return B2Reader.read(body.getBytes(UTF_8), "10.0.0.1", ARRIVED);
    }

    private static String text(Change event) {
        return new String(event.original().orElseThrow().json().bytes(), UTF_8);
    }
}
