package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The broker's answers and messages, clause by clause as the original broker was observed; where
 * ours differs on purpose, the test says so.
 */
class EventBrokerSpecIT {
    private static final String EMPTY_SIGNATURE =
            "v1=0427d5bfaae59d1b082a98c2642c56be1e6263049269b457a57f572678ae3607";
    private static final String NO_EVENTS = "{\"events\":[]}";
    private static final String NO_EVENTS_SIGNATURE =
            "v1=62d10d93ece9340f96065565086d6efb01e4574bf5bbc75a50151293c588d552";
    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String UUID_4 =
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir static Path data;

    private static RecordingReceiver receiver;
    private static BrokerWorld broker;

    @BeforeAll
    static void start() {
        receiver = RecordingReceiver.start();
        broker = BrokerWorld.over(data);
    }

    @AfterAll
    static void stop() {
        broker.close();
        receiver.close();
    }

    // ---- signatures

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v2=62d10d93ece9340f96065565086d6efb01e4574bf5bbc75a50151293c588d552",
                "abc",
                "v1=62d10d93ece9340f96065565086d6efb01e4574bf5bbc75a50151293c588d552=",
                "v1=62d10d93ece9340f96065565086d6efb01e4574bf5bbc75a50151293c588d553",
                "v1=62D10D93ECE9340F96065565086D6EFB01E4574BF5BBC75A50151293C588D552"
            })
    void a_bad_signature_is_401_and_empty(String signature) throws IOException {
        for (String path : List.of("/", "/@subscriptions/bucket/rule", "/@foo")) {
            var headers = Map.of("x-bz-event-notification-signature", signature);
            var said =
                    broker.send("POST", path, NO_EVENTS, signature.isEmpty() ? Map.of() : headers);
            assertThat(said.status()).isEqualTo(401);
            assertEmpty(said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "PATCH"})
    void the_signature_is_checked_before_the_method(String method) throws IOException {
        assertThat(broker.send(method, "/@subscriptions", "", Map.of()).status()).isEqualTo(401);
        assertThat(broker.send(method, "/", "", Map.of()).status()).isEqualTo(401);
    }

    @Test
    void the_signatures_are_those_of_the_original() throws IOException {
        var listing = Map.of("x-bz-event-notification-signature", EMPTY_SIGNATURE);
        assertThat(broker.send("GET", "/@subscriptions", "", listing).status()).isEqualTo(200);
        var event = Map.of("x-bz-event-notification-signature", NO_EVENTS_SIGNATURE);
        assertThat(broker.send("POST", "/", NO_EVENTS, event).status()).isEqualTo(200);
    }

    // ---- events

    @ParameterizedTest
    @ValueSource(
            strings = {
                NO_EVENTS,
                "{}",
                "[]",
                "{\"events\":null}",
                "{\"events\":[{}]}",
                "{\"events\":[{\"eventType\":\"b2:TestEvent\",\"bucketName\":\"none\","
                        + "\"matchedRuleName\":\"none\"}]}"
            })
    void what_nobody_is_subscribed_to_is_acknowledged(String body) throws IOException {
        for (String path : List.of("/", "/some/where?x=1")) {
            var said = broker.send("POST", path, body);
            assertThat(said.status()).as(body).isEqualTo(200);
            assertEmpty(said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "{\"events\":[", "{\"events\":[]} x", ""})
    void what_is_not_json_is_400_also_if_it_is_nothing(String body) throws IOException {
        var said = broker.send("POST", "/", body);
        assertThat(said.status()).isEqualTo(400);
        assertEmpty(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD"})
    void other_methods_on_an_event_path_are_405(String method) throws IOException {
        for (String path : List.of("/", "/some/where?x=1", "/%40subscriptions")) {
            var said = broker.send(method, path, "");
            assertThat(said.status()).isEqualTo(405);
            assertThat(said.header("allow")).contains("POST");
            assertEmpty(said);
        }
    }

    // ---- subscriptions: what is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /@subscriptions/nobody          | NotFoundError: No rules found for nobody
                    /@subscriptions/nobody/rule     | NotFoundError: No rules found for nobody
                    /@subscriptions/nobody/rule/id  | NotFoundError: No rules found for nobody
                    /@subscriptions/a%20b           | NotFoundError: No rules found for a b
                    /@foo                           | NotFoundError: Bad resource @foo
                    /@foo/bar?x                     | NotFoundError: Bad resource @foo
                    /@subscriptionsx                | NotFoundError: Bad resource @subscriptionsx
                    """)
    void what_does_not_exist_is_404(String path, String words) throws IOException {
        var said = broker.send("GET", path, "");
        assertText(said, 404, words);
        var head = broker.send("HEAD", path, "");
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.contentType()).isEqualTo(TEXT);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST   | /@subscriptions          | GET, HEAD
                    POST   | /@subscriptions/B        | GET, HEAD
                    POST   | /@subscriptions/B/       | GET, HEAD
                    PUT    | /@subscriptions          | GET, HEAD
                    PUT    | /@subscriptions/B/R?x=y  | GET, HEAD, POST
                    PATCH  | /@subscriptions/B/R/ID   | DELETE, GET, HEAD, POST
                    DELETE | /@subscriptions/B/R      | GET, HEAD, POST
                    DELETE | /@subscriptions/B        | GET, HEAD
                    """)
    void a_method_that_is_not_allowed_is_405_where_the_original_has_404(
            String method, String path, String allowed) throws IOException {
        var said = broker.send(method, path, method.equals("POST") ? "{}" : "");
        assertText(
                said,
                405,
                "MethodNotAllowedError: %s not allowed for %s"
                        .formatted(method, broker.url() + path));
        assertThat(said.header("allow")).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                          | Missing payload in POST request
                    null                        | Missing payload in POST request
                    {}                          | No url in payload.
                    []                          | No url in payload.
                    5                           | No url in payload.
                    {"url":null}                | No url in payload.
                    {"url":""}                  | No url in payload.
                    {"url":"not a url"}         | url in payload is not valid.
                    {"url":["http://a/"]}       | url in payload is not valid.
                    """)
    void a_bad_payload_is_400_with_the_words_of_the_original(String body, String words)
            throws IOException {
        assertText(broker.send("POST", "/@subscriptions/bad/rule", body), 400, words);
        assertNothing("bad");
    }

    @Test
    void a_payload_that_is_not_json_is_400_and_empty() throws IOException {
        var said = broker.send("POST", "/@subscriptions/bad/rule", "{\"url\":");
        assertThat(said.status()).isEqualTo(400);
        assertEmpty(said);
        assertNothing("bad");
    }

    // ---- subscriptions: the four levels

    @Test
    void a_subscription_is_created_listed_at_four_levels_and_deleted() throws IOException {
        String url = "http://127.0.0.1:9/listener?q=1";
        var created =
                broker.send("POST", "/@subscriptions/levels/rule", "{ \"url\" : \"" + url + "\" }");
        assertThat(created.status()).isEqualTo(200);
        assertThat(created.contentType()).isEqualTo("application/json");
        assertThat(created.body()).matches("\\{\"id\":\"" + UUID_4 + "\"}").hasSize(45);
        String id = JsonMapper.shared().readTree(created.body()).path("id").asString();

        String one = "{\"url\":\"" + url + "\"}";
        String rule = "{\"" + id + "\":" + one + "}";
        assertJson("/@subscriptions/levels/rule", rule);
        assertJson("/@subscriptions/levels/rule/", rule);
        assertJson("/@subscriptions/levels", "{\"rule\":" + rule + "}");
        assertThat(broker.send("GET", "/@subscriptions", "").body())
                .contains("\"levels\":{\"rule\":" + rule + "}");
        assertThat(broker.send("GET", "/@subscriptions/", "").body())
                .isEqualTo(broker.send("GET", "/@subscriptions", "").body());
        String detail = broker.send("GET", "/@subscriptions/levels/rule/" + id, "").body();
        assertThat(detail)
                .startsWith(one.substring(0, one.length() - 1) + ",\"format\":\"legacy\"");
        assertThat(broker.send("GET", "/@subscriptions/levels/rule/" + id + "/more", "").body())
                .isEqualTo(detail);
        for (String path : List.of("", "/levels", "/levels/rule", "/levels/rule/" + id)) {
            var head = broker.send("HEAD", "/@subscriptions" + path, "");
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.contentType()).isEmpty();
        }
        assertText(
                broker.send("GET", "/@subscriptions/levels/other", ""),
                404,
                "NotFoundError: Rule other not found for levels");
        assertText(
                broker.send("GET", "/@subscriptions/levels/rule/X", ""),
                404,
                "NotFoundError: ID X not found for levels/rule");
        assertText(
                broker.send("DELETE", "/@subscriptions/levels/other/X", ""),
                404,
                "NotFoundError: Rule other not found for levels");
        assertText(
                broker.send("DELETE", "/@subscriptions/levels/rule/X", ""),
                404,
                "NotFoundError: ID X not found for levels/rule");

        var deleted = broker.send("DELETE", "/@subscriptions/levels/rule/" + id, "");
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.contentType()).isEqualTo("application/json");
        assertThat(deleted.body()).isEqualTo(one);
        assertText(
                broker.send("DELETE", "/@subscriptions/levels/rule/" + id, ""),
                404,
                "NotFoundError: No subscriptions for rule");
        assertNothing("levels");
    }

    @Test
    void the_same_url_twice_is_two_subscriptions_and_more_segments_are_ignored()
            throws IOException {
        String body = "{\"url\":\"http://127.0.0.1:9/\"}";
        var first = broker.send("POST", "/@subscriptions/twice/rule", body);
        var second = broker.send("POST", "/@subscriptions/twice/rule/zzz", body);
        assertThat(first.body()).isNotEqualTo(second.body());
        assertThat(tree("/@subscriptions/twice/rule").size()).isEqualTo(2);
    }

    @Test
    void further_members_are_tolerated_and_named() throws IOException {
        var said =
                broker.send(
                        "POST",
                        "/@subscriptions/more/rule",
                        "{\"url\":\"http://127.0.0.1:9/\",\"name\":\"x\",\"secret\":\"y\"}");
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.header("x-carillon-warning").orElseThrow()).contains("name", "secret");
        assertThat(tree("/@subscriptions/more/rule").toString())
                .contains("{\"url\":\"http://127.0.0.1:9/\"}");
    }

    @Test
    void names_are_decoded_where_the_original_keeps_the_escapes() throws Exception {
        broker.subscribe("caf%C3%A9%2Fbar", "my%20r%C3%A8gle", url("/decoded"));
        assertThat(tree("/@subscriptions/caf%C3%A9%2Fbar").propertyNames()).contains("my règle");
        broker.publish(
                "{\"events\":["
                        + BrokerWorld.event("café/bar", "my règle", "decoded-1", "x")
                        + "]}");
        assertThat(await("/decoded", 1)).hasSize(1);
    }

    // ---- what a subscriber receives

    @Test
    void a_subscriber_gets_each_event_alone_in_the_envelope_of_the_original() throws Exception {
        broker.subscribe("plain", "rule", url("/plain?with=query"));
        String first =
                "{ \"zeta\": 1, \"bucketName\":\"plain\",\"matchedRuleName\":\"rule\","
                        + "\"objectName\":\"grün €.txt\", \"eventId\":\"plain-1\" }";
        String second = BrokerWorld.event("plain", "rule", "plain-2", "two");
        var said = broker.publish("{\"events\": [" + first + " , " + second + "]}");
        assertThat(said.status()).isEqualTo(200);
        assertEmpty(said);
        List<Received> got = await("/plain?with=query", 2);
        assertThat(got)
                .allSatisfy(each -> {
                    assertThat(each.method()).isEqualTo("POST");
                    assertThat(each.header("content-type")).contains(TEXT);
                    assertThat(each.header("x-bz-event-notification-signature")).isEmpty();
                });
        assertThat(got)
                .extracting(each -> new String(each.body(), UTF_8))
                .containsExactlyInAnyOrder(
                        "{\"event\":[" + first + "]}", "{\"event\":[" + second + "]}");
    }

    @Test
    void a_repeated_event_is_acknowledged_and_not_sent_again() throws Exception {
        broker.subscribe("again", "rule", url("/again"));
        String message = BrokerWorld.message("again", "rule", "again-", 2);
        assertThat(broker.publish(message).status()).isEqualTo(200);
        assertThat(broker.publish(message).status()).isEqualTo(200);
        broker.publish(BrokerWorld.message("again", "rule", "last-", 1));
        Awaitility.await().atMost(PATIENCE).until(() -> bodies("/again").contains("last-0.jpg"));
        settled("again");
        assertThat(requests("/again")).hasSize(3);
    }

    @Test
    void format_b2_gets_whole_messages_with_their_signature() throws Exception {
        broker.subscribe(
                "whole",
                "rule",
                "{\"url\":\"%s\",\"format\":\"b2\"}".formatted(receiver.url("/whole")));
        String message = BrokerWorld.message("whole", "rule", "whole-", 3).replace(":[", ": [ ");
        var headers = new HashMap<>(BrokerWorld.signed(BrokerWorld.SECRET, message));
        headers.put("Content-Type", "application/json; charset=UTF-8");
        headers.put("User-Agent", "B2/EventNotifications");
        assertThat(broker.send("POST", "/", message, headers).status()).isEqualTo(200);
        assertThat(broker.send("POST", "/", message, headers).status()).isEqualTo(200);
        Received got = await("/whole", 1).getFirst();
        settled("whole");
        assertThat(requests("/whole")).hasSize(1);
        assertThat(new String(got.body(), UTF_8)).isEqualTo(message);
        assertThat(got.header("content-type")).contains("application/json; charset=UTF-8");
        assertThat(got.header("user-agent")).contains("B2/EventNotifications");
        assertThat(got.header("x-bz-event-notification-signature"))
                .contains(headers.get("x-bz-event-notification-signature"));
    }

    @Test
    void format_cloudevents_gets_cloudevents() throws Exception {
        broker.subscribe(
                "cloud",
                "rule",
                "{\"url\":\"%s\",\"format\":\"cloudevents\"}".formatted(receiver.url("/cloud")));
        broker.publish(BrokerWorld.message("cloud", "rule", "cloud-", 1));
        Received got = await("/cloud", 1).getFirst();
        assertThat(got.header("ce-id")).contains("cloud-0");
        assertThat(got.header("ce-specversion")).contains("1.0");
        assertThat(new String(got.body(), UTF_8))
                .isEqualTo(BrokerWorld.event("cloud", "rule", "cloud-0", "cloud-0.jpg"));
    }

    // ---- failures

    @Test
    void a_dead_subscriber_is_removed_and_the_good_one_waits_for_nothing() throws Exception {
        receiver.otherwise(request ->
                request.path().equals("/dead") ? Answer.status(500) : Answer.status(200));
        String dead =
                broker.subscribe(
                        "mixed",
                        "rule",
                        "{\"url\":\"%s\",\"maxFailureCount\":3}".formatted(receiver.url("/dead")));
        String good = broker.subscribe("mixed", "rule", url("/good"));
        long began = System.nanoTime();
        assertThat(broker.publish(BrokerWorld.message("mixed", "rule", "mixed-", 25)).status())
                .isEqualTo(200);
        await("/good", 25);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(tree("/@subscriptions/mixed/rule").propertyNames())
                                .containsExactly(good));
        assertThat(broker.send("GET", "/@subscriptions/mixed/rule/" + dead, "").status())
                .isEqualTo(404);
    }

    @Test
    void the_detail_of_a_kept_subscription_says_what_is_owed_and_why() throws Exception {
        String id =
                broker.subscribe("kept", "rule", "{\"url\":\"http://127.0.0.1:9/\",\"keep\":true}");
        broker.publish(BrokerWorld.message("kept", "rule", "kept-", 2));
        String path = "/@subscriptions/kept/rule/" + id;
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> tree(path).at("/statistics/lastError").asString("").length() > 0);
        JsonNode detail = tree(path);
        assertThat(detail.path("keep").booleanValue()).isTrue();
        assertThat(detail.has("maxFailureCount")).isFalse();
        assertThat(detail.at("/statistics/owed").intValue()).isEqualTo(2);
        assertThat(detail.at("/statistics/delivered").intValue()).isZero();
        assertThat(detail.at("/statistics/lastError").asString()).contains("unreachable");
        assertThat(detail.at("/statistics/owedSince").asString()).startsWith("20");
    }

    private static void assertEmpty(BrokerWorld.Said said) {
        assertThat(said.body()).isEmpty();
        assertThat(said.contentType()).isEmpty();
        assertThat(said.header("content-length")).contains("0");
    }

    private static void assertText(BrokerWorld.Said said, int status, String words) {
        assertThat(said.body()).isEqualTo(words);
        assertThat(said.status()).isEqualTo(status);
        assertThat(said.contentType()).isEqualTo(TEXT);
    }

    private static void assertJson(String path, String body) throws IOException {
        var said = broker.send("GET", path, "");
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.contentType()).isEqualTo("application/json");
        assertThat(said.body()).isEqualTo(body);
    }

    private static void assertNothing(String bucket) throws IOException {
        assertThat(broker.send("GET", "/@subscriptions/" + bucket, "").status()).isEqualTo(404);
    }

    private static JsonNode tree(String path) throws IOException {
        return JsonMapper.shared().readTree(broker.send("GET", path, "").body());
    }

    private static String url(String path) {
        return "{\"url\":\"%s\"}".formatted(receiver.url(path));
    }

    private static List<Received> requests(String path) {
        return receiver.requests().stream().filter(each -> each.path().equals(path)).toList();
    }

    private static String bodies(String path) {
        var all = new StringBuilder();
        requests(path).forEach(each -> all.append(new String(each.body(), UTF_8)));
        return all.toString();
    }

    private static List<Received> await(String path, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> requests(path).size() >= count);
        return requests(path);
    }

    /** Waits until nothing is owed to the subscriptions of a bucket's only rule. */
    private static void settled(String bucket) {
        String path = "/@subscriptions/" + bucket + "/rule";
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> {
                    for (String id : tree(path).propertyNames()) {
                        if (tree(path + "/" + id).at("/statistics/owed").intValue() > 0) {
                            return false;
                        }
                    }
                    return true;
                });
    }
}
