package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.read;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Change;
import dev.carillon.format.UnreadableMessageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Checks the limits of a message, and that large ones take little memory. */
class LimitsTest {
    private static final int RECORDS = MessageReader.MAX_RECORDS;

    @Test
    void ten_thousand_records_are_read_and_one_more_is_refused() throws Exception {
        assertThat(Sent.events(many(RECORDS, Sent.MCS))).hasSize(RECORDS);
        tooLarge(many(RECORDS + 1, Sent.MCS), "10000 records");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "{\"specversion\":\"1.0\"}",
                "{\"specversion\":\"1.0\",\"data\":{\"bucket\":\"b\",\"key\":\"k\"}}",
                "{\"specversion\":\"1.0\",\"data\":{\"Records\":[1]}}"
            })
    void whatever_a_record_is_it_counts(String record) throws Exception {
        tooLarge(many(RECORDS + 1, record), "records");
        assertThat(Sent.events(many(RECORDS, record))).hasSize(RECORDS);
        String batch = many(RECORDS + 1, record);
        tooLarge(batch.substring(batch.indexOf('['), batch.length() - 1), "records");
    }

    @Test
    void records_of_all_lists_count_together() {
        String some = many(RECORDS / 2 + 1, "{}");
        tooLarge(
                some.substring(0, some.length() - 1)
                        + ","
                        + some.substring(1).replace("Records", "events"),
                "records");
        tooLarge(
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"data\":" + many(RECORDS + 1, "{}") + "}",
                "records");
    }

    @Test
    void eight_mebibytes_are_read_and_one_byte_more_is_refused() throws Exception {
        String one = records(Sent.MCS);
        String padding = " ".repeat(MessageReader.MAX_BYTES - one.length());
        assertThat(Sent.events(one + padding)).hasSize(1);
        tooLarge(one + padding + " ", "bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "{\"Records\":[%s]}",
                "{\"Records\":[{\"s3\":{\"object\":{\"key\":%s}}}]}",
                "{\"events\":[{\"objectName\":%s}]}",
                "{\"Records\":[{\"specversion\":\"1.0\",\"data\":%s}]}"
            })
    void deep_nesting_is_refused(String around) {
        for (String deep :
                List.of(
                        "[".repeat(1_000) + "]".repeat(1_000),
                        "[".repeat(1_000_000),
                        "{\"a\":".repeat(1_000))) {
            assertThatThrownBy(() -> read(around.replace("%s", deep)))
                    .isInstanceOf(UnreadableMessageException.class)
                    .hasMessageContaining("nested more than 64 levels deep");
        }
    }

    @Test
    void sixty_four_levels_are_not_deep() throws Exception {
        String record =
                Sent.MCS.substring(0, Sent.MCS.length() - 1)
                        + ",\"x\":"
                        + "[".repeat(61)
                        + "]".repeat(61)
                        + "}";
        assertThat(facts(records(record)).flaw()).isEmpty();
    }

    @Test
    void one_long_text_or_name_or_number_is_a_flaw_at_most() throws Exception {
        String mebibyte = "7".repeat(1 << 20);
        assertThat(facts(records(Sent.MCS.replace("1577453615", mebibyte))).flaw()).isPresent();
        assertThat(facts(records(Sent.MCS.replace("a+b%20c", mebibyte))).flaw()).isPresent();
        assertThat(facts(records(Sent.MCS.replace(":100", ":" + mebibyte))).flaw()).isPresent();
        assertThat(facts(records(Sent.MCS.replace("awsRegion", mebibyte))).flaw()).isEmpty();
        assertThat(
                        facts(
                                        records(
                                                "{\"bucketName\":\"b\",\"objectName\":\"k\",\"objectSize\":"
                                                        + mebibyte
                                                        + "}"))
                                .flaw())
                .isEmpty();
    }

    @Test
    void an_attribute_in_a_header_has_a_limit() {
        byte[] body = records(Sent.MCS).getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers =
                Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", "i",
                        "ce-source", "s",
                        "ce-type", "t".repeat(1_025));
        assertThatThrownBy(() -> read(headers, body))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("ce-type");
    }

    @Test
    void events_hold_no_more_than_the_message_itself() throws Exception {
        byte[] body = many(1_000, Sent.CEPH).getBytes(StandardCharsets.UTF_8);
        for (Change change : Sent.events(read(Map.of(), body))) {
            assertThat(change.original().orElseThrow().json().array()).isSameAs(body);
        }
    }

    private static String many(int count, String record) {
        return records(String.join(",", Collections.nCopies(count, record)));
    }

    private static void tooLarge(String body, String what) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        UnreadableMessageException.class,
                        thrown -> assertThat(thrown.tooLarge()).isTrue())
                .hasMessageContaining(what);
    }
}
