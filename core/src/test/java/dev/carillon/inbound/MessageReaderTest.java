package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.only;
import static dev.carillon.inbound.Sent.read;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.format.UnreadableMessageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Checks the events of messages as S3, Ceph, MinIO, MCS, B2 and brokers send them. */
class MessageReaderTest {
    @Test
    void a_record_of_mcs_has_numbers_and_a_raw_key() throws Exception {
        Change change = only(records(" " + Sent.MCS + "\n"));

        assertThat(change.type()).isEqualTo(EventType.CREATED_PUT);
        assertThat(change.bucket()).isEqualTo(new Bucket("bucketA", "bucketA", "mcs288"));
        assertThat(change.object().key()).isEqualTo("a+b%20c");
        assertThat(change.object().size()).isEqualTo(100);
        assertThat(change.object().etag()).isEqualTo("aed563ecafb4bcc5654c597a421547b2");
        assertThat(change.time()).isEqualTo(Sent.ARRIVED);
        assertThat(change.origin()).isEqualTo(new Origin("2407013e", Sent.ADDRESS, "VGJR5rtJ", ""));
        Original original = change.original().orElseThrow();
        assertThat(original.type()).isEqualTo("s3:ObjectCreated:Put");
        assertThat(original.id()).matches("[0-9a-f]{64}");
        assertThat(original.time()).isEqualTo(Sent.ARRIVED);
        assertThat(original.rule()).isEmpty();
        assertThat(original.message()).isEmpty();
        assertThat(Sent.kept(change)).isEqualTo(Sent.MCS);
        assertThat(facts(change).action()).contains(Action.COPY);
        assertThat(facts(change).sequencer()).isEqualTo("1577453615");
        assertThat(facts(change).flaw()).isEmpty();
    }

    @Test
    void a_record_of_ceph_has_a_raw_key_and_an_id() throws Exception {
        Change change = only(records(Sent.CEPH));

        assertThat(change.object().key()).isEqualTo("dir/spaced key+é%20.txt");
        Original original = change.original().orElseThrow();
        assertThat(original.id()).startsWith("1795319324.886980.5d41402abc4b2a76b9719d911017c592/");
        assertThat(original.time()).isEqualTo(Instant.parse("2026-11-22T03:48:44.884674Z"));
        assertThat(Sent.kept(change)).isEqualTo(Sent.CEPH);
        assertThat(facts(change).sequencer()).isEqualTo("1C66026B9C40DE34");
    }

    @Test
    void a_record_of_aws_has_a_form_encoded_key() throws Exception {
        RecordFacts facts = facts(records(Sent.AWS));

        assertThat(facts.key()).isEqualTo("my photo+é.jpg");
        assertThat(facts.versionId()).isEqualTo("096fKKXTRTtl3on89fVO.nfljtsv6qko");
        assertThat(facts.size()).isEqualTo(OptionalLong.of(1_024));
    }

    @Test
    void a_record_of_minio_has_a_form_encoded_key_and_its_names_a_prefix() throws Exception {
        Change change = only(Sent.MINIO);

        assertThat(change.object().key()).isEqualTo("d/x 1");
        assertThat(change.type()).isEqualTo(EventType.REMOVED_DELETE);
        assertThat(facts(change).action()).contains(Action.DELETE);
        assertThat(facts(change).size()).isEmpty();
    }

    @Test
    void sizes_and_sequencers_may_be_texts_or_numbers() throws Exception {
        String texts = Sent.MCS.replace("1577453615", "\"1577453615\"").replace(":100", ":\"100\"");

        assertThat(facts(records(texts))).isEqualTo(facts(records(Sent.MCS)));
        assertThat(facts(records(Sent.MCS.replace(":100", ":\"\""))).size()).isEmpty();
        assertThat(facts(records(Sent.MCS.replace(":100", ":null"))).size()).isEmpty();
        String large = "9".repeat(900);
        assertThat(facts(records(Sent.MCS.replace("1577453615", large))).sequencer())
                .isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[%s]}", "{\"event\":[%s]}", "{\"event\":%s}", "%s"})
    void an_event_of_b2_comes_in_a_list_or_alone(String body) throws Exception {
        Change change = only(body.formatted(Sent.B2));

        assertThat(change.bucket().name()).isEqualTo("mySampleBucket");
        assertThat(change.bucket().owner()).isEqualTo("e85c6a500333");
        assertThat(change.object().key()).isEqualTo("objectName+%20.txt");
        assertThat(change.object().size()).isEqualTo(10_495_842);
        assertThat(change.original().orElseThrow().id())
                .isEqualTo("eec05ae28ea6d9ce4d5dd7d5bb4da1d8ba0c1a1a7ec8cf4d4b5ac26cb5ae1c2e");
        assertThat(change.original().orElseThrow().time())
                .isEqualTo(Instant.ofEpochMilli(1_684_793_309_123L));
        assertThat(Sent.kept(change)).isEqualTo(Sent.B2);
        assertThat(facts(change).versionId()).startsWith("4_zaea8c5bc");
    }

    @Test
    void all_lists_of_a_message_are_read_in_order() throws Exception {
        List<Change> events =
                Sent.events(
                        "{\"Records\":[%s,%s],\"x\":[[{}]],\"events\":[%s]}"
                                .formatted(Sent.MCS, Sent.AWS, Sent.B2));

        assertThat(events)
                .extracting(change -> change.bucket().name())
                .containsExactly("bucketA", "amzn-bucket", "mySampleBucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"Records\":[]}",
                "{\"Records\":null}",
                "{\"events\":[]}",
                "{\"event\":null,\"x\":1}"
            })
    void empty_messages_have_no_events(String body) throws Exception {
        assertThat(Sent.events(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"events\":7}",
                "{\"Records\":\"none\"}",
                "{\"some\":\"thing\"}",
                "{\"bucket\":\"b\",\"key\":\"k\"}",
                "{\"Type\":\"Notification\",\"Message\":\"{\\\"some\\\":1}\"}",
                "{\"records\":[{}]}"
            })
    void a_message_that_is_not_understood_is_refused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        UnreadableMessageException.class,
                        thrown -> assertThat(thrown.tooLarge()).isFalse())
                .hasMessageContaining("has no events: expected Records, events, a CloudEvent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}",
                "{\"events\":[{\"bucketName\":\"b\",\"eventType\":\"b2:TestEvent\","
                        + "\"objectName\":null}]}"
            })
    void a_test_event_is_none(String body) throws Exception {
        assertThat(read(body)).isInstanceOf(ReceivedMessage.Test.class);
    }

    @Test
    void a_test_event_among_others_is_one_without_work() throws Exception {
        List<Change> events =
                Sent.events(
                        "{\"events\":[{\"bucketName\":\"b\",\"eventType\":\"b2:TestEvent\"},%s]}"
                                .formatted(Sent.B2));

        assertThat(facts(events.getFirst()).action()).isEmpty();
        assertThat(facts(events.getFirst()).flaw()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nope",
                "{",
                "7",
                "null",
                "\"text\"",
                "{\"Records\":[{]}",
                "{} {}",
                "{\"Records\":[]}x",
                "{\"Records\":[NaN]}"
            })
    void what_is_no_json_object_or_list_is_refused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        UnreadableMessageException.class,
                        thrown -> assertThat(thrown.tooLarge()).isFalse());
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused_and_a_byte_order_mark_is_not() throws Exception {
        byte[] utf16 = records(Sent.MCS).getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> read(Map.of(), utf16))
                .isInstanceOf(UnreadableMessageException.class);
        byte[] broken =
                records(Sent.MCS).replace('+', '\u00ff').getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(Map.of(), broken))
                .isInstanceOf(UnreadableMessageException.class);

        Change change = only("\uFEFF" + records(Sent.CEPH));
        assertThat(Sent.kept(change)).isEqualTo(Sent.CEPH);
    }

    @Test
    void the_last_of_two_members_with_one_name_counts() throws Exception {
        String twice =
                """
                {"eventName":"s3:ObjectRemoved:Delete","eventName":"s3:ObjectCreated:Put",
                "s3":{"bucket":{"name":"wrong"},"object":{"key":"wrong","size":1,"versionId":"v"}},
                "s3":{"bucket":{"name":"no"},"bucket":{"name":"b"},"object":{"key":"no","size":5},
                "object":{"key":"no","key":"k"}}}\
                """;
        RecordFacts facts = facts("{\"Records\":[%s],\"Records\":[%s]}".formatted(Sent.AWS, twice));

        assertThat(facts.bucket()).isEqualTo("b");
        assertThat(facts.key()).isEqualTo("k");
        assertThat(facts.size()).isEmpty();
        assertThat(facts.versionId()).isEmpty();
        assertThat(facts.action()).contains(Action.COPY);
    }

    @Test
    void a_second_section_of_a_record_leaves_nothing_of_the_first() throws Exception {
        String twice =
                """
                {"eventName":"s3:ObjectRemoved:Delete","s3":{"bucket":{"name":"a"},"object":{"key":"k"}},
                "s3":{"bucket":{"name":"b"}}}\
                """;
        assertThat(facts(records(twice)).flaw()).contains("the event names no object");
        String without =
                twice.replace("{\"bucket\":{\"name\":\"b\"}}", "{\"object\":{\"key\":\"l\"}}");
        assertThat(facts(records(without)).flaw()).contains("the event names no bucket");
    }
}
