package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.SignedCalls.Reply;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Map;

/**
 * Tests of MCS webhooks according to the article of MCS and the documents of VK Cloud (mcs.md): the
 * side that publishes.
 */
@DisplayName("MCS: webhooks of a bucket")
class McsSpecTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CREATED = "<Event>s3:ObjectCreated:*</Event>";

    @TempDir private Path data;

    @SuppressWarnings("NullAway.Init") // Created before each test.
    private McsWorld world;

    @BeforeEach
    void start() {
        world = new McsWorld(data);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    @DisplayName("A2 PUT ?notification with SimpleTopicConfiguration: 200 with an empty body")
    void a_webhook_is_registered_and_got_back() {
        String url = world.receiver.url("/hook");
        String filter =
                "<Filter><S3Key>"
                        + "<FilterRule><Name>Prefix</Name><Value>img/</Value></FilterRule>"
                        + "<FilterRule><Name>Suffix</Name><Value>.png</Value></FilterRule>"
                        + "</S3Key></Filter>";
        String hook = McsWorld.xml("1", url, CREATED + filter);

        assertThat(world.put(hook)).isEqualTo(new Reply(200, ""));
        assertThat(world.get())
                .isEqualTo("<NotificationConfiguration>" + hook + "</NotificationConfiguration>");
    }

    @Test
    @DisplayName("A2 the handshake: POST of a SubscriptionConfirmation to the registered URL")
    void the_endpoint_is_asked_to_confirm() {
        world.put(
                McsWorld.xml(
                        "1",
                        world.receiver.url("/hook?a=b"),
                        "<Event>s3:ObjectCreated:*</Event><Event>s3:ObjectRemoved:*</Event>"));

        Received asked = world.confirmations("/hook?a=b").getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.header("content-type")).contains("application/json");
        assertThat(asked.header("x-amz-sns-message-type")).contains("SubscriptionConfirmation");
        assertThat(asked.header("x-amz-sns-messages-type")).contains("SubscriptionConfirmation");
        JsonNode body = JSON.readTree(asked.body());
        assertThat(body.propertyNames())
                .containsExactly(
                        "Timestamp", "Type", "Message", "TopicArn", "SignatureVersion", "Token");
        assertThat(body.path("Type").asString()).isEqualTo("SubscriptionConfirmation");
        assertThat(body.path("Timestamp").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d");
        assertThat(body.path("TopicArn").asString())
                .isEqualTo("root|bucketa|s3:ObjectCreated:*,s3:ObjectRemoved:*");
        assertThat(body.path("SignatureVersion").isIntegralNumber()).isTrue();
        assertThat(body.path("SignatureVersion").asInt()).isEqualTo(1);
        assertThat(body.path("Token").asString()).matches("[0-9A-Za-z]{48}");
    }

    @Test
    @DisplayName("A2 a registration whose confirmation fails is refused, and nothing is stored")
    void an_unconfirmed_webhook_is_refused() {
        world.receiver.then(Answer.text(200, "{\"signature\":\"" + "0".repeat(64) + "\"}"));

        Reply refused = world.put(world.webhook("1", "/hook"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("<Code>InvalidArgument</Code>", "bucketa/1", "it answered 200")
                .contains("url " + world.receiver.url("/hook") + ",")
                .contains("TopicArn root|bucketa|s3:ObjectCreated:*,", "Timestamp 20")
                .doesNotContain(token());
        assertThat(world.get()).doesNotContain("SimpleTopicConfiguration");
    }

    @Test
    @DisplayName("A2 records: numbers as numbers, s3: before the event's name, no time")
    void a_change_is_sent_as_a_record() {
        world.put(world.webhook("1", "/hook"));
        world.upload("a b+c/ü.png", "hello");

        Received sent = world.records("/hook", 1).getFirst();

        assertThat(sent.header("x-amz-sns-message-type")).contains("Notification");
        assertThat(sent.header("x-amz-sns-messages-type")).contains("Notification");
        assertThat(sent.header("content-type")).contains("application/json");
        JsonNode record = JSON.readTree(sent.body()).at("/Records/0");
        JsonNode object = record.at("/s3/object");
        assertThat(object.path("key").asString()).isEqualTo("a b+c/ü.png");
        assertThat(object.path("size").isIntegralNumber()).isTrue();
        assertThat(object.path("size").asInt()).isEqualTo(5);
        assertThat(object.path("eTag").asString()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(object.path("sequencer").isIntegralNumber()).isTrue();
        assertThat(record.at("/s3/configurationId").asString()).isEqualTo("1");
        assertThat(record.at("/s3/bucket/name").asString()).isEqualTo("bucketa");
        assertThat(record.at("/s3/bucket/ownerIdentity/principalId").asString()).isEqualTo("root");
        assertThat(record.path("eventName").asString()).isEqualTo("s3:ObjectCreated:Put");
        assertThat(record.path("eventVersion").asString()).isEqualTo("1.0");
        assertThat(record.path("eventSource").asString()).isEqualTo("aws:s3");
        assertThat(record.has("eventTime")).isFalse();
        assertThat(object.has("versionId")).isFalse();
        assertThat(record.at("/requestParameters/sourceIPAddress").asString())
                .isEqualTo("127.0.0.1");
    }

    @Test
    @DisplayName("A2 x-amz-skip-destination-validation stores without the handshake")
    void the_handshake_can_be_skipped() {
        var skip = Map.of("x-amz-skip-destination-validation", "true");
        world.receiver.otherwise(Answer.status(404));

        assertThat(world.put(world.webhook("1", "/hook"), skip).status()).isEqualTo(200);

        assertThat(world.get()).contains("<Id>1</Id>");
        assertThat(world.confirmations("/hook")).isEmpty();
    }

    private String token() {
        JsonNode body = JSON.readTree(world.receiver.requests().getFirst().body());
        return body.path("Token").asString();
    }
}
