package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.RawClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that are refused: the answer says why, and nothing is changed. */
class BrokerBadInputIT {
    private static final String PATH = "/@subscriptions/bucket/rule";
    private static final String URL = "http://127.0.0.1:9/";
    private static final String BODY = "{\"url\":\"" + URL + "\"}";

    @TempDir static Path data;

    private static BrokerWorld broker;
    private static String before;

    @BeforeAll
    static void start() throws IOException {
        broker = BrokerWorld.over(data);
        broker.subscribe("bucket", "rule", BODY);
        before = all();
    }

    @AfterAll
    static void stop() throws IOException {
        assertThat(all()).isEqualTo(before);
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"url":"ftp://x/y"}                                | url in payload cannot be delivered to
                    {"url":"http://10.1.2.3/"}                         | url in payload cannot be delivered to
                    {"url":"http://169.254.169.254/latest/meta-data"}  | url in payload cannot be delivered to
                    {"url":"http://[fd00::1]/"}                        | url in payload cannot be delivered to
                    {"url":"http://"}                                  | url in payload
                    {"url":"http://a b/"}                              | url in payload cannot be delivered to
                    {"url":"/path"}                                    | url in payload is not valid.
                    {"url":7}                                          | url in payload is not valid.
                    {"url":"%1$s","format":"xml"}                      | format in payload is not valid: it is one of legacy, b2, cloudevents.
                    {"url":"%1$s","format":1}                          | format in payload is not valid
                    {"url":"%1$s","maxFailureCount":0}                 | maxFailureCount in payload is not valid
                    {"url":"%1$s","maxFailureCount":101}               | maxFailureCount in payload is not valid
                    {"url":"%1$s","maxFailureCount":"5"}               | maxFailureCount in payload is not valid
                    {"url":"%1$s","maxFailureCount":2.5}               | maxFailureCount in payload is not valid
                    {"url":"%1$s","keep":"yes"}                        | keep in payload is not valid
                    {"url":"%1$s","keep":true,"maxFailureCount":3}     | maxFailureCount has no effect
                    """)
    void a_value_that_is_not_valid(String body, String words) throws IOException {
        var said = broker.send("POST", PATH, body.formatted(URL));
        assertThat(said.status()).isEqualTo(400);
        assertThat(said.body()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket/", "/rule", "bucket/%00", "bucket/a%0Ab", "bucket/LONG"})
    void a_name_that_is_none(String names) throws IOException {
        String path = "/@subscriptions/" + names.replace("LONG", "x".repeat(256));
        assertThat(broker.send("POST", path, BODY).status()).isIn(400, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/@subscriptions/%", "/@subscriptions/b/%ff", "/%zz"})
    void a_path_that_cannot_be_decoded(String path) throws IOException {
        assertThat(broker.send("POST", path, BODY).status()).isEqualTo(400);
    }

    @Test
    void a_body_that_is_too_large() throws IOException {
        String body = "{\"events\":[\"" + "x".repeat(1 << 20) + "\"]}";
        assertThat(broker.send("POST", "/", body).status()).isEqualTo(413);
    }

    @Test
    void too_many_events_in_a_message() throws IOException {
        var said = broker.publish(BrokerWorld.message("bucket", "rule", "many-", 1_001));
        assertThat(said.status()).isEqualTo(400);
        assertThat(said.body()).isEmpty();
        assertThat(said.header("x-carillon-warning").orElseThrow()).contains("events");
    }

    @Test
    void events_that_no_publisher_sends_together_and_names_that_are_no_text() throws IOException {
        String rules =
                IntStream.rangeClosed(0, 50)
                        .mapToObj(
                                "{\"bucketName\":\"bucket\",\"matchedRuleName\":\"r%d\"}"
                                        ::formatted)
                        .collect(Collectors.joining(",", "{\"events\":[", "]}"));
        var many = broker.publish(rules);
        assertThat(many.status()).isEqualTo(400);
        assertThat(many.header("x-carillon-warning").orElseThrow()).contains("more than 50 rules");
        var half = broker.publish("{\"events\":[{\"eventId\":\"\\ud800\"}]}");
        assertThat(half.status()).isEqualTo(400);
        assertThat(half.header("x-carillon-warning").orElseThrow()).contains("eventId");
    }

    @Test
    void an_idempotency_key_creates_once_and_is_bound_to_its_payload() throws IOException {
        var first = keyed(BODY, "key-1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(keyed(BODY, "key-1").body()).isEqualTo(first.body());
        var other = keyed("{\"url\":\"http://127.0.0.1:8/\"}", "key-1");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body()).contains("another key");
        for (String bad : new String[] {"", "k".repeat(256), "ké"}) {
            assertThat(keyed(BODY, bad).status()).as(bad).isEqualTo(400);
        }
        String id = first.body().substring(7, first.body().length() - 2);
        assertThat(broker.send("DELETE", PATH + "/" + id, "").status()).isEqualTo(200);
        assertThat(keyed(BODY, "key-1").body()).isNotEqualTo(first.body());
        broker.send(
                "DELETE",
                PATH + "/" + keyed(BODY, "key-1").body().replaceAll(".*:\"|\".*", ""),
                "");
    }

    @Test
    void a_signature_that_is_sent_twice() throws IOException {
        try (var client = new RawClient(URI.create(broker.url()).getPort())) {
            String line =
                    "x-bz-event-notification-signature:"
                        + " v1=0427d5bfaae59d1b082a98c2642c56be1e6263049269b457a57f572678ae3607\n";
            client.send(
                    "DELETE /@subscriptions/bucket/rule/x HTTP/1.1\nHost: a\nConnection: close\n"
                            + line
                            + line
                            + "\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 401 ");
        }
    }

    private static BrokerWorld.Said keyed(String body, String key) throws IOException {
        Map<String, String> headers = new HashMap<>(BrokerWorld.signed(BrokerWorld.SECRET, body));
        headers.put("Idempotency-Key", key);
        return broker.send("POST", PATH, body, headers);
    }

    private static String all() throws IOException {
        return broker.send("GET", "/@subscriptions", "").body();
    }
}
