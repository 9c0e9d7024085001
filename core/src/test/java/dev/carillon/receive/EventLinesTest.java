package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class EventLinesTest {
    private final EventLines lines = new EventLines();

    @Test
    void shows_a_record_of_ceph_with_its_key_as_it_is() {
        assertThat(
                        shown(
                                """
                                {"Records":[{"eventSource":"ceph:s3","eventTime":"2026-11-22T03:48:44.884674Z",
                                "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"golden"},
                                "object":{"key":"dir/spaced key+é%20.txt","size":5,"sequencer":"1C66"}}}]}\
                                """))
                .containsExactly(
                        "2026-11-22T03:48:44.884674Z  ObjectCreated:Put                     "
                                + "golden/dir/spaced key+é%20.txt  5 B");
    }

    @Test
    void shows_a_record_of_aws_with_its_key_decoded_and_its_size_as_text() {
        assertThat(
                        shown(
                                """
                                {"Records":[{"eventSource":"aws:s3","eventTime":"2026-11-22T03:48:44.884Z",
                                "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},
                                "object":{"key":"my+photo%2B%C3%A9.jpg","size":"1572864"}}}]}\
                                """))
                .containsExactly(
                        "2026-11-22T03:48:44.884Z     ObjectCreated:Put                     "
                                + "b/my photo+é.jpg  1.5 MiB");
    }

    @Test
    void a_key_of_mcs_is_shown_as_it_is_although_its_source_is_that_of_aws() {
        assertThat(
                        shown(
                                """
                                {"Records":[{"eventSource":"aws:s3","eventVersion":"1.0",
                                "eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},
                                "object":{"key":"a+b%20c","size":1}}}]}\
                                """))
                .singleElement()
                .asString()
                .endsWith("b/a+b%20c  1 B");
    }

    @Test
    void shows_a_record_of_mcs_without_a_time_and_with_a_number_for_a_sequencer() {
        assertThat(
                        shown(
                                """
                                {"Records":[{"eventName":"s3:ObjectRemoved:Delete","s3":{"s3SchemaVersion":"1.0",
                                "configurationId":"r","bucket":{"name":"b","ownerIdentity":{"principalId":"p"}},
                                "object":{"eTag":"e","sequencer":1579000000000,"key":"k","size":0}}}]}\
                                """))
                .containsExactly(
                        "-                            s3:ObjectRemoved:Delete               b/k  0"
                                + " B");
    }

    @Test
    void shows_the_events_of_b2() {
        assertThat(
                        shown(
                                """
                                {"events":[{"eventTimestamp":1684793309123,"eventType":"b2:ObjectCreated:Upload",
                                "bucketName":"b","objectName":"o.txt","objectSize":10495842},
                                {"eventTimestamp":"1684793309124","eventType":"b2:TestEvent","bucketName":"b",
                                "objectName":null,"objectSize":null}]}\
                                """))
                .containsExactly(
                        "2023-05-22T22:08:29.123Z     b2:ObjectCreated:Upload               b/o.txt"
                                + "  10.0 MiB",
                        "2023-05-22T22:08:29.124Z     b2:TestEvent                          b  -");
    }

    @Test
    void shows_a_test_event_of_s3() {
        assertThat(
                        shown(
                                "{\"Service\":\"Amazon"
                                    + " S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026\",\"Bucket\":\"b\"}"))
                .containsExactly(
                        "2026                         s3:TestEvent                          b  -");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048576, 1.0 MiB",
        "5368709120, 5.0 GiB",
        "999999999999999999, 888.2 PiB",
        "'\"7\"', 7 B",
        "1.5, 1.5",
        "'\"x\"', x",
        "null, -",
        "{}, -",
        "true, true",
        "-1, -1"
    })
    void shows_any_size(String size, String shown) {
        assertThat(
                        shown(
                                "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"k\",\"size\":"
                                        + size
                                        + "}}}]}"))
                .singleElement()
                .asString()
                .endsWith("/k  " + shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{",
                "[]",
                "{}",
                "7",
                "null",
                "\"text\"",
                "{\"Records\":7}",
                "{\"Records\":[]}",
                "{\"some\":\"thing\"}",
                "{\"a\":01}"
            })
    void shows_anything_else_as_it_came(String body) {
        assertThat(shown(body)).containsExactly(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "[1]", "{}", "{\"s3\":7}"})
    void shows_a_record_that_is_none_as_it_came(String record) {
        assertThat(shown("{\"Records\":[" + record + "]}")).containsExactly(record);
    }

    @Test
    void an_empty_body_says_so() {
        assertThat(shown("")).containsExactly("(an empty body)");
    }

    @Test
    void cuts_what_is_long_and_unknown() {
        assertThat(shown("x".repeat(5_000)))
                .containsExactly("x".repeat(1_000) + "… (5000 characters; --json shows all)");
    }

    @Test
    void json_nested_beyond_reason_is_shown_as_it_came() {
        assertThat(shown("[".repeat(100_000))).singleElement().asString().startsWith("[[[[");
    }

    @Test
    void no_control_character_of_a_key_reaches_the_terminal() {
        String key =
                "a\\u001b[2Jb\\r\\nfake "
                        + " line\\u009bc\\u202ed\\u2028e\\u0000f\\u007fg\\u200bh\\ud800i";
        assertThat(
                        shown(
                                "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\""
                                        + key
                                        + "\"}}}]}"))
                .singleElement()
                .asString()
                .contains(
                        "b/a\\u001b[2Jb\\u000d\\u000afake "
                                + " line\\u009bc\\u202ed\\u2028e\\u0000f\\u007fg\\u200bh\\ud800i");
    }

    @Test
    void whatever_comes_is_shown_in_printable_lines() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            byte[] body = seed % 2 == 0 ? bytes(random) : broken(random);

            assertThat(lines.of(body))
                    .as("seed %s", seed)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).doesNotContainPattern("\\p{Cntrl}"));
        }
    }

    private static byte[] bytes(Random random) {
        byte[] body = new byte[random.nextInt(300)];
        random.nextBytes(body);
        return body;
    }

    /** Returns a valid record with some of its characters replaced. */
    private static byte[] broken(Random random) {
        String good =
                "{\"Records\":[{\"eventTime\":\"2026\",\"s3\":{\"object\":{\"key\":\"k\",\"size\":1}}}],"
                    + "\"events\":[{\"eventType\":\"t\"}]}";
        return good.chars()
                .map(c ->
                        random.nextInt(20) == 0 ? "{}[]\":,\u0007x1".charAt(random.nextInt(10)) : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<String> shown(String body) {
        return lines.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
