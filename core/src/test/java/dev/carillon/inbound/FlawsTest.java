package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks that a record that is none never fails its message, and says what is wrong with it. */
class FlawsTest {
    private static final String NAMES = "{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                                                     | no object",
                "-1.5e3                                                | no object",
                "null                                                  | no object",
                "true                                                  | no object",
                "\"a text with \\\" in it\"                             | no object",
                "[{},[1]]                                              | no object",
                "{}                                                    | no bucket and no object",
                "{\"s3\":7}                                            | s3 of an event",
                "{\"s3\":null}                                         | s3 of an event",
                "{\"s3\":{}}                                           | no bucket",
                "{\"s3\":{\"bucket\":{},\"object\":{\"key\":\"k\"}}}       | no bucket",
                "{\"s3\":{\"bucket\":[],\"object\":{\"key\":\"k\"}}}       | bucket of an event",
                "{\"s3\":{\"bucket\":{\"name\":7}}}                      | bucket name of an event",
                "{\"s3\":{\"bucket\":{\"name\":\"b\"}}}                  | names no object",
                "{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":[]}}    | object of an event",
                "{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":{}}}}     | key of an"
                        + " event",
                "{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"\"}}}    | names no"
                        + " object",
                "{\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"\\ud800x\"}}} | half a"
                        + " surrogate",
                "{\"eventName\":7,\"s3\":"
                        + NAMES
                        + "}                       | eventName of an event",
                "{\"eventId\":[],\"s3\":"
                        + NAMES
                        + "}                        | eventId of an event",
                "{\"bucketName\":\"b\",\"eventType\":\"b2:ObjectCreated:Upload\"} | names no"
                        + " object",
                "{\"bucketName\":7,\"eventType\":\"b2:ObjectCreated:Upload\",\"objectName\":\"k\"}"
                        + " | no bucket",
                "{\"bucket\":\"b\",\"key\":\"k\"}                        | no bucket and no object"
            })
    void a_bad_record_is_an_event_that_says_why(String record, String why) throws Exception {
        List<Change> events = Sent.events(records(Sent.MCS, record, Sent.CEPH));

        assertThat(events).hasSize(3);
        assertThat(facts(events.get(0)).flaw()).isEmpty();
        assertThat(facts(events.get(2)).flaw()).isEmpty();
        Change bad = events.get(1);
        assertThat(bad.type()).isEqualTo(EventType.OTHER);
        assertThat(facts(bad).flaw()).get().asString().contains(why);
        assertThat(bad.original().orElseThrow().id()).isEmpty();
        assertThat(Sent.kept(bad)).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "1e3",
                "true",
                "{}",
                "[]",
                "\"x\"",
                "\"-1\"",
                "99999999999999999999"
            })
    void a_size_is_a_whole_number_of_bytes(String size) throws Exception {
        RecordFacts facts = facts(records(Sent.MCS.replace(":100", ":" + size)));
        assertThat(facts.flaw()).get().asString().startsWith("size of an event must be");
        assertThat(facts.size()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}", "[]"})
    void a_sequencer_is_a_number_or_a_text(String sequencer) throws Exception {
        assertThat(facts(records(Sent.MCS.replace("1577453615", sequencer))).flaw())
                .get()
                .asString()
                .startsWith("sequencer of an event");
    }

    @Test
    void a_flaw_never_gives_a_record_the_key_or_the_action_of_another() throws Exception {
        List<Change> events =
                Sent.events(
                        records(
                                Sent.MCS.replace("ObjectCreated:Put", "ObjectRemoved:Delete"),
                                "{\"s3\":" + NAMES + "}",
                                Sent.MCS.replace("s3:ObjectCreated:Put", "s3:ObjectTagging:Put")));

        assertThat(facts(events.get(0)).action()).contains(Action.DELETE);
        assertThat(facts(events.get(1)).action()).isEmpty();
        assertThat(facts(events.get(1)).key()).isEqualTo("k");
        assertThat(facts(events.get(2)).action()).isEmpty();
        assertThat(facts(events.get(2)).flaw()).isEmpty();
        assertThat(events.get(2).type()).isEqualTo(EventType.OTHER);
    }

    @Test
    void texts_of_1024_bytes_are_read_and_longer_ones_are_a_flaw() throws Exception {
        String longest = "é".repeat(512);
        assertThat(facts(records(Sent.MCS.replace("bucketA", longest))).bucket())
                .isEqualTo(longest);
        for (String member : List.of("bucketA", "a+b%20c", "aed563ecafb4bcc5654c597a421547b2")) {
            RecordFacts facts = facts(records(Sent.MCS.replace(member, longest + "x")));
            assertThat(facts.flaw()).get().asString().contains("more than").contains("bytes");
        }
    }

    @Test
    void whatever_else_was_kept_is_a_flaw() {
        for (String json :
                List.of("", "{", "no json", "[]", "{}{}", "[" + Sent.MCS + "]", "[".repeat(90))) {
            var slice = ByteSlice.of(json.getBytes(StandardCharsets.UTF_8));
            RecordFacts facts = RecordFacts.of(slice, KeyEncodings.BY_DIALECT);
            assertThat(facts.flaw()).as(json).isPresent();
            assertThat(facts.action()).isEmpty();
        }
    }
}
