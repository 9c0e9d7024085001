package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Change;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.Action;
import dev.carillon.inbound.ConfirmationAnswer;
import dev.carillon.inbound.ConfirmationAnswer.Refused;
import dev.carillon.inbound.ConfirmationAnswer.Signed;
import dev.carillon.inbound.Confirmations;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.MessageReader;
import dev.carillon.inbound.ReceivedMessage;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.ReceivedMessage.Events;
import dev.carillon.inbound.RecordFacts;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tests of what a receiver understands and confirms, according to the tables of the receiver of MCS
 * (mcs.md section A1), row by row. Where the original has a defect, the test says that ours has
 * not.
 */
@DisplayName("MCS: what the receiver understands and confirms")
class McsReceiverSpecTest {
    private static final String TOPIC = "mcs2883541269|bucketA|s3:ObjectCreated:Put";
    private static final String TIME = "2019-12-26T19:29:12+03:00";
    private static final String TOKEN = "RPE5UuG94rGgBH6kHXN9FUPugFxj1hs2aUQc99btJp3E49tA";
    private static final String SIGNATURE =
            "ea3fce4bb15c6de4fec365d36bcebbc34ccddf54616d5ca12e1972f82b6d37af";

    private static final String CONFIRMATION =
            """
            {"Timestamp":"2019-12-26T19:29:12+03:00","Type":"SubscriptionConfirmation",
            "Message":"You have chosen to subscribe to the topic $topic. To confirm the subscription you need to response with calculated signature",
            "TopicArn":"mcs2883541269|bucketA|s3:ObjectCreated:Put","SignatureVersion":1,
            "Token":"RPE5UuG94rGgBH6kHXN9FUPugFxj1hs2aUQc99btJp3E49tA"}\
            """;

    private static final String RECORD =
            """
            {"s3":{"object":{"eTag":"aed563ecafb4bcc5654c597a421547b2","sequencer":1577453615,
            "key":"some-file-to-bucket","size":100},"configurationId":"1","bucket":{"name":"bucketA",
            "ownerIdentity":{"principalId":"mcs2883541269"}},"s3SchemaVersion":"1.0"},"eventVersion":"1.0",
            "requestParameters":{"sourceIPAddress":"185.6.245.156"},"userIdentity":{"principalId":"2407013e"},
            "eventName":"s3:ObjectCreated:Put","awsRegion":"ru-msk","eventSource":"aws:s3",
            "responseElements":{"x-amz-request-id":"VGJR5rtJ"}}\
            """;

    @ParameterizedTest
    @DisplayName("A1 an empty object and an empty list of records: accepted, nothing runs")
    @ValueSource(strings = {"{}", "{\"Records\":[]}"})
    void nothing_in_it(String body) throws Exception {
        assertThat(events(body)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("A1 an empty body, what is not JSON, and what is no message: refused as a whole")
    @ValueSource(strings = {"", "not JSON", "{\"Records\":[", "7", "{\"a\":1}", "{\"Records\":1}"})
    void not_json(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    @DisplayName("A1 the record of the article: bucket, key, copy")
    void the_record_of_the_article() throws Exception {
        RecordFacts facts = facts(events("{ \"Records\": [" + RECORD + "] }")).getFirst();
        assertThat(facts.bucket()).isEqualTo("bucketA");
        assertThat(facts.key()).isEqualTo("some-file-to-bucket");
        assertThat(facts.action()).contains(Action.COPY);
        assertThat(facts.action().orElseThrow().text()).isEqualTo("copy");
        assertThat(facts.size()).hasValue(100);
        assertThat(facts.sequencer()).isEqualTo("1577453615");
    }

    @ParameterizedTest
    @DisplayName("A1 event name to action")
    @CsvSource({
        "s3:ObjectCreated:Put, copy",
        "s3:ObjectCreated:Copy, copy",
        "s3:ObjectCreated:CompleteMultipartUpload, copy",
        "PutObject, copy",
        "PutObjectCopy, copy",
        "s3:ObjectRemoved:Delete, delete",
        "s3:ObjectRemoved:DeleteMarkerCreated, delete",
        "DeleteObject, delete",
        "s3:ObjectTagging:Put, none",
        "s3:ObjectRestore:Completed, none"
    })
    void event_name_to_action(String name, String action) throws Exception {
        String record = RECORD.replace("s3:ObjectCreated:Put", name);
        RecordFacts facts = facts(events("{\"Records\":[" + record + "]}")).getFirst();
        assertThat(facts.action().map(Action::text).orElse("none")).isEqualTo(action);
        assertThat(facts.flaw()).isEmpty();
    }

    @Test
    @DisplayName("A1 a confirmation is answered with its signature")
    void the_confirmation_of_the_document() throws Exception {
        var answer = (Signed) answer("http://test.com", CONFIRMATION);
        assertThat(answer.signature()).isEqualTo(SIGNATURE);
        assertThat(new String(answer.json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"signature\":\"" + SIGNATURE + "\"}\n")
                .hasSize(81);
    }

    @Test
    @DisplayName("A1 a confirmation written with a space is one too (the original does not see it)")
    void a_confirmation_written_with_a_space() throws Exception {
        String spaced = CONFIRMATION.replace("\":", "\" : ");
        assertThat(((Signed) answer("http://test.com", spaced)).signature()).isEqualTo(SIGNATURE);
    }

    @Test
    @DisplayName("A1 SignatureVersion as a text (the original: 400)")
    void a_signature_version_as_a_text() throws Exception {
        String text = CONFIRMATION.replace("\"SignatureVersion\":1", "\"SignatureVersion\":\"1\"");
        assertThat(((Signed) answer("http://test.com", text)).signature()).isEqualTo(SIGNATURE);
    }

    @Test
    @DisplayName("A1 sequencer and size as texts (the original: 400)")
    void sequencer_and_size_as_texts() throws Exception {
        String texts =
                RECORD.replace("1577453615", "\"005F0E\"")
                        .replace("\"size\":100", "\"size\":\"100\"");
        RecordFacts facts = facts(events("{\"Records\":[" + texts + "]}")).getFirst();
        assertThat(facts.sequencer()).isEqualTo("005F0E");
        assertThat(facts.size()).hasValue(100);
        assertThat(facts.flaw()).isEmpty();
    }

    @Test
    @DisplayName(
            "A1 records that hold the text of a confirmation stay records (the original drops"
                    + " them)")
    void records_that_hold_the_text_of_a_confirmation() throws Exception {
        String inKey =
                RECORD.replace(
                        "some-file-to-bucket", "\\\"Type\\\":\\\"SubscriptionConfirmation\\\"");
        String beside = "{\"Type\":\"SubscriptionConfirmation\",\"Records\":[" + RECORD + "]}";
        String inside = RECORD.replace("{\"s3\"", "{\"Type\":\"SubscriptionConfirmation\",\"s3\"");
        for (String body :
                List.of(
                        "{\"Records\":[" + inKey + "]}",
                        beside,
                        "{\"Records\":[" + inside + "]}")) {
            assertThat(facts(events(body)).getFirst().action()).contains(Action.COPY);
        }
    }

    @ParameterizedTest
    @DisplayName("A2 the body decides, never a header, in neither spelling")
    @ValueSource(strings = {"x-amz-sns-message-type", "x-amz-sns-messages-type"})
    void the_body_decides(String header) throws Exception {
        assertThat(
                        read(
                                Map.of(header, "SubscriptionConfirmation"),
                                "{\"Records\":[" + RECORD + "]}"))
                .isInstanceOf(Events.class);
        assertThat(read(Map.of(header, "Notification"), CONFIRMATION))
                .isInstanceOf(Confirmation.class);
    }

    @Test
    @DisplayName("defect 2: a record of an unknown type after a removal runs nothing")
    void a_record_never_inherits_an_action() throws Exception {
        String removal = RECORD.replace("ObjectCreated:Put", "ObjectRemoved:Delete");
        String unknown = RECORD.replace("ObjectCreated:Put", "ObjectTagging:Put");
        assertThat(facts(events("{\"Records\":[%s,%s]}".formatted(removal, unknown))))
                .extracting(RecordFacts::action)
                .containsExactly(Optional.of(Action.DELETE), Optional.empty());
    }

    @Test
    @DisplayName("defect 3: no signature for a topic that is not allowed: no oracle")
    void no_signing_oracle() throws Exception {
        String other = CONFIRMATION.replace("|bucketA|", "|bucketB|");
        assertThat(answer("http://test.com", other))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("--allow-topic")
                                        .doesNotContain(TOPIC, TOKEN));
    }

    @ParameterizedTest
    @DisplayName("defect 4: the public URL is signed as it is, whatever Host the request names")
    @CsvSource({
        "http://test.com,         ea3fce4bb15c6de4fec365d36bcebbc34ccddf54616d5ca12e1972f82b6d37af",
        "http://test.com/webhook, 9033ed097d75f55b02e9c8f1b84fac5f2616f9d2b77f5e7f0c9e6b3412b67673"
    })
    void the_public_url_is_signed(String url, String signature) throws Exception {
        Map<String, String> headers =
                Map.of("host", "evil.example", "x-forwarded-host", "evil.example");
        var asked = (Confirmation) read(headers, CONFIRMATION);
        assertThat(((Signed) confirmations(url, TOPIC).answer(asked)).signature())
                .isEqualTo(signature);
        assertThat(((Signed) answer("https://test.com/?a=b", CONFIRMATION)).signature())
                .isNotEqualTo(((Signed) answer("https://test.com/", CONFIRMATION)).signature());
    }

    @ParameterizedTest
    @DisplayName("defect 5: the key of MCS arrives letter by letter")
    @CsvSource({"-rf", "../../etc/passwd", "a+b%20c", "a b; rm *", "'é'", "*"})
    void the_key_arrives_letter_by_letter(String key) throws Exception {
        String record = RECORD.replace("some-file-to-bucket", key);
        assertThat(facts(events("{\"Records\":[" + record + "]}")).getFirst().key()).isEqualTo(key);
    }

    @Test
    @DisplayName("defect 6: the size of a message has a limit, and a confirmation shows no token")
    void limits_and_secrets() throws Exception {
        String padding = " ".repeat(MessageReader.MAX_BYTES);
        assertThatThrownBy(() -> read("{}" + padding))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("8388608");
        assertThat(read(CONFIRMATION).toString()).contains(TOPIC).doesNotContain(TOKEN, TIME);
        assertThat(answer("http://test.com", CONFIRMATION).toString()).doesNotContain(SIGNATURE);
    }

    @Test
    @DisplayName("defect 7: a record that is none does not stop the others of its batch")
    void one_bad_record_of_a_batch() throws Exception {
        List<RecordFacts> facts =
                facts(events("{\"Records\":[%s,{\"s3\":7},%s]}".formatted(RECORD, RECORD)));
        assertThat(facts).hasSize(3);
        assertThat(facts.get(1).flaw()).isPresent();
        assertThat(facts.get(2).action()).contains(Action.COPY);
    }

    @Test
    @DisplayName("vector 2: the confirmation that the real service sent")
    void the_confirmation_of_the_real_service() throws Exception {
        String topic = "mcs5259999770|myfiles-ash|s3:ObjectCreated:*,s3:ObjectRemoved:*";
        String body =
                CONFIRMATION
                        .replace(TOPIC, topic)
                        .replace(TIME, "2020-06-15T15:01:13+03:00")
                        .replace(TOKEN, "E2itMqAMUVVZc51pUhFWSp13DoxezvRxkUh5P7LEuk1dEe9y");
        var answer =
                confirmations("http://89.208.199.220/webhook", topic)
                        .answer((Confirmation) read(body));
        assertThat(((Signed) answer).signature())
                .isEqualTo("3754ce36636f80dfd606c5254d64ecb2fd8d555c27962b70b4f759f32c76b66d");
    }

    @ParameterizedTest
    @DisplayName("negative vectors: hex keys, swapped arguments, another URL")
    @ValueSource(
            strings = {
                "ef42c31305fc443f1c6d1d84b7ff8b98ffd764866197393d478369d5439a54f8",
                "6754bacc04a6026e8130f125a25539c1833a6db588ad7068fc5ecc9d18ca7c26",
                "9033ed097d75f55b02e9c8f1b84fac5f2616f9d2b77f5e7f0c9e6b3412b67673"
            })
    void negative_vectors(String wrong) throws Exception {
        assertThat(((Signed) answer("http://test.com", CONFIRMATION)).signature())
                .isNotEqualTo(wrong);
    }

    private static ConfirmationAnswer answer(String url, String body) throws Exception {
        return confirmations(url, TOPIC).answer((Confirmation) read(body));
    }

    private static Confirmations confirmations(String url, String topic) {
        return new Confirmations(
                Set.of(topic),
                Optional.of(url),
                visited -> {
                    throw new IOException("no URL of MCS is visited: " + visited);
                });
    }

    private static List<RecordFacts> facts(List<Change> events) {
        return events.stream()
                .map(change ->
                        RecordFacts.of(
                                change.original().orElseThrow().json(), KeyEncodings.BY_DIALECT))
                .toList();
    }

    private static List<Change> events(String body) throws Exception {
        return ((Events) read(body)).events();
    }

    private static ReceivedMessage read(String body) throws UnreadableMessageException {
        return read(Map.of(), body);
    }

    private static ReceivedMessage read(Map<String, String> headers, String body)
            throws UnreadableMessageException {
        return new MessageReader(KeyEncodings.BY_DIALECT)
                .read(
                        name -> Optional.ofNullable(headers.get(name)),
                        body.getBytes(StandardCharsets.UTF_8),
                        "192.0.2.1",
                        Instant.EPOCH);
    }
}
