package dev.carillon.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Checks that keys are decoded where their publisher encodes them, and nowhere else. */
class KeyEncodingsTest {
    private static final String RECORD =
            """
            {"Records":[{"eventSource":"%s","eventVersion":"%s","eventName":"%s",
            "s3":{"bucket":{"name":"b"},"object":{"key":"%s"}}}]}\
            """;

    @ParameterizedTest
    @CsvSource({
        "aws:s3,      2.0, ObjectCreated:Put,    true",
        "aws:s3,      2.1, ObjectCreated:Put,    true",
        "aws:s3,      2.3, ObjectCreated:Put,    true",
        "aws:s3,      2.1, s3:ObjectCreated:Put, true",
        "aws:s3,      3.0, ObjectCreated:Put,    true",
        "aws:s3,      1.0, s3:ObjectCreated:Put, false",
        "aws:s3,      1.0, ObjectCreated:Put,    false",
        "aws:s3,      '',  ObjectCreated:Put,    true",
        "aws:s3,      '',  s3:ObjectCreated:Put, false",
        "minio:s3,    2.0, s3:ObjectCreated:Put, true",
        "ceph:s3,     2.2, ObjectCreated:Put,    false",
        "carillon:s3, 2.0, s3:ObjectCreated:Put, false",
        "'',          2.1, ObjectCreated:Put,    false"
    })
    void the_dialect_decides(String source, String version, String name, boolean encoded)
            throws Exception {
        String body = RECORD.formatted(source, version, name, "a+%2B%C3%A9");

        assertThat(key(KeyEncodings.BY_DIALECT, body)).isEqualTo(encoded ? "a +é" : "a+%2B%C3%A9");
        assertThat(key(KeyEncodings.AS_SENT, body)).isEqualTo("a+%2B%C3%A9");
        assertThat(key(KeyEncodings.FORM, body)).isEqualTo("a +é");
    }

    @Test
    void an_override_is_for_events_of_b2_too() throws Exception {
        String body = "{\"events\":[{\"bucketName\":\"b\",\"objectName\":\"a+b\"}]}";
        assertThat(key(KeyEncodings.BY_DIALECT, body)).isEqualTo("a+b");
        assertThat(key(KeyEncodings.FORM, body)).isEqualTo("a b");
    }

    @Test
    void a_key_that_is_not_encoded_as_its_source_says_is_a_flaw() throws Exception {
        for (String key : List.of("100%", "%zz", "%C3", "%ff", "a%2")) {
            RecordFacts facts =
                    Sent.facts(RECORD.formatted("aws:s3", "2.1", "ObjectRemoved:Delete", key));
            assertThat(facts.flaw()).as(key).get().asString().contains("not form-encoded");
            assertThat(facts.key()).isEmpty();
        }
    }

    @Test
    void a_key_of_1024_bytes_may_be_longer_while_it_is_encoded() throws Exception {
        String longest = "%C3%A9".repeat(512);
        assertThat(Sent.facts(RECORD.formatted("aws:s3", "2.1", "x", longest)).key())
                .isEqualTo("é".repeat(512));
        assertThat(Sent.facts(RECORD.formatted("aws:s3", "2.1", "x", "é".repeat(512) + "a")).flaw())
                .get()
                .asString()
                .contains("more than 1024 bytes");
        assertThat(Sent.facts(RECORD.formatted("ceph:s3", "2.1", "x", longest)).flaw()).isPresent();
    }

    private static String key(KeyEncodings encodings, String body) throws Exception {
        var read = Sent.read(encodings, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        var change = ((ReceivedMessage.Events) read).events().getFirst();
        RecordFacts facts = RecordFacts.of(change.original().orElseThrow().json(), encodings);
        assertThat(facts.key()).isEqualTo(change.object().key());
        return facts.key();
    }
}
