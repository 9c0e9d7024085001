package dev.carillon.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Policies;
import dev.carillon.rule.PolicyAttributesTest;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Topic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

class TopicCallsTest {
    private static final String META =
            "<ResponseMetadata><RequestId>tx1</RequestId></ResponseMetadata>";
    private static final String XMLNS = " xmlns=\"https://sns.amazonaws.com/doc/2010-03-31/\"";

    private final TopicsWorld world = new TopicsWorld();

    @Test
    void create_answers_the_arn() {
        assertThat(world.create("t"))
                .isEqualTo(
                        "<CreateTopicResponse"
                                + XMLNS
                                + "><CreateTopicResult><TopicArn>arn:aws:sns:default::t</TopicArn>"
                                + "</CreateTopicResult>"
                                + META
                                + "</CreateTopicResponse>");
        assertThat(topic("t").owner()).isEqualTo("tester");
    }

    @Test
    void create_again_replaces_all_attributes_and_keeps_the_lane() {
        world.create("t", "push-endpoint", "http://a", "OpaqueData", "o", "persistent", "true");
        KeptTopic before = world.topics.findShown("t").orElseThrow();
        world.create("t", "push-endpoint", "http://b");
        assertThat(topic("t").opaqueData()).isEmpty();
        assertThat(topic("t").persistent()).isFalse();
        assertThat(topic("t").target().orElseThrow().address()).isEqualTo("http://b");
        assertThat(world.topics.findShown("t").orElseThrow().lane()).isEqualTo(before.lane());
    }

    @Test
    void attributes_are_answered_in_cephs_order() {
        world.create(
                "t",
                "push-endpoint",
                "http://127.0.0.1:18090/hook",
                "OpaqueData",
                "op\"aque & <data>",
                "persistent",
                "true",
                "max_retries",
                "3",
                "verify-ssl",
                "false",
                "odd",
                "a&b=c%");
        assertThat(world.call("GetTopicAttributes", "TopicArn", TopicsWorld.arn("t")))
                .isEqualTo(
                        "<GetTopicAttributesResponse"
                                + XMLNS
                                + "><GetTopicAttributesResult><Attributes>"
                                + entry("User", "tester")
                                + entry("Name", "t")
                                + entry(
                                        "EndPoint",
                                        "{&quot;EndpointAddress&quot;:&quot;http://127.0.0.1:18090/hook&quot;,"
                                            + "&quot;EndpointArgs&quot;:&quot;odd=a%26b%3Dc%25&amp;verify-ssl=false&quot;,"
                                            + "&quot;EndpointTopic&quot;:&quot;t&quot;,"
                                            + "&quot;HasStoredSecret&quot;:false,"
                                            + "&quot;Persistent&quot;:true,"
                                            + "&quot;TimeToLive&quot;:&quot;None&quot;,"
                                            + "&quot;MaxRetries&quot;:&quot;3&quot;,"
                                            + "&quot;RetrySleepDuration&quot;:&quot;None&quot;}")
                                + entry("TopicArn", "arn:aws:sns:default::t")
                                + entry("OpaqueData", "op&quot;aque &amp; &lt;data&gt;")
                                + entry("Policy", "")
                                + "</Attributes></GetTopicAttributesResult>"
                                + META
                                + "</GetTopicAttributesResponse>");
    }

    @Test
    void a_topic_is_answered_without_name_space_and_with_capital_truth() {
        world.create("t", "push-endpoint", "http://h", "persistent", "true", "time_to_live", "0");
        assertThat(world.call("GetTopic", "TopicArn", TopicsWorld.arn("t")))
                .isEqualTo(
                        "<GetTopicResponse><GetTopicResult><Topic>"
                                + fields("t", "http://h", "True", "0")
                                + "</Topic></GetTopicResult>"
                                + META
                                + "</GetTopicResponse>");
    }

    @Test
    void a_list_is_by_name() {
        world.create("b", "push-endpoint", "http://h");
        world.create("a", "push-endpoint", "http://h");
        assertThat(world.call("ListTopics"))
                .isEqualTo(
                        "<ListTopicsResponse"
                                + XMLNS
                                + "><ListTopicsResult><Topics><member>"
                                + fields("a", "http://h", "False", "None")
                                + "</member><member>"
                                + fields("b", "http://h", "False", "None")
                                + "</member></Topics></ListTopicsResult>"
                                + META
                                + "</ListTopicsResponse>");
    }

    @Test
    void a_list_has_pages_of_a_hundred_and_the_token_inside_the_result() {
        for (int i = 0; i < 201; i++) {
            world.create("t%03d".formatted(i));
        }
        String first = world.call("ListTopics");
        assertThat(first).contains("</Topics><NextToken>t099</NextToken></ListTopicsResult>");
        assertThat(first.split("<member>", -1)).hasSize(101);
        String second = world.call("ListTopics", "NextToken", "t099");
        assertThat(second).contains("<NextToken>t199</NextToken>").contains("<Name>t100</Name>");
        String third = world.call("ListTopics", "NextToken", "t199");
        assertThat(third).contains("<Name>t200</Name>").doesNotContain("NextToken");
    }

    @Test
    void delete_answers_the_same_whether_or_not_there_was_one() {
        world.create("t");
        String done = "<DeleteTopicResponse" + XMLNS + ">" + META + "</DeleteTopicResponse>";
        assertThat(world.call("DeleteTopic", "TopicArn", TopicsWorld.arn("t"))).isEqualTo(done);
        assertThat(world.topics.findShown("t")).isEmpty();
        assertThat(world.call("DeleteTopic", "TopicArn", TopicsWorld.arn("t"))).isEqualTo(done);
    }

    @Test
    void one_attribute_is_set_and_the_others_stay() {
        world.create("t", "push-endpoint", "http://h", "OpaqueData", "o");
        assertThat(set("t", "persistent", "true"))
                .isEqualTo(
                        "<SetTopicAttributesResponse"
                                + XMLNS
                                + ">"
                                + META
                                + "</SetTopicAttributesResponse>");
        set("t", "max_retries", "7");
        assertThat(topic("t").persistent()).isTrue();
        assertThat(topic("t").policy().retry().maxRetries()).hasValue(7);
        assertThat(topic("t").opaqueData()).isEqualTo("o");
        set("t", "max_retries", "None");
        assertThat(topic("t").policy().retry().maxRetries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OpaqueData", "ca-location", "amqp-ack-level", "amqp-exchange", "kafka-ack-level",
                "mechanism", "kafka-brokers", "user-name", "password", "ssl-certificate-location",
                "ssl-key-location", "ssl-key-password"
            })
    void these_attributes_can_be_set(String attribute) {
        world.overTls().create("t");
        set("t", attribute, "value");
        assertThat(world.call("GetTopic", "TopicArn", TopicsWorld.arn("t")))
                .contains(attribute.equals("OpaqueData") ? "<OpaqueData>value" : attribute + "=");
    }

    @Test
    void a_delivery_policy_is_set_and_shown() {
        world.create("t", "push-endpoint", "http://h", "retry", "list(5s,5m)", "timeout", "3s");
        set("t", "rate-limit", "10/s");
        set("t", "quota-bytes", "512MiB");
        set("t", "timeout", "");
        assertThat(topic("t").policy())
                .isEqualTo(
                        Policies.of(
                                "retry", "list(5s,5m)",
                                "rate-limit", "10/s",
                                "quota-bytes", "512MiB"));
        assertThat(world.call("GetTopicAttributes", "TopicArn", TopicsWorld.arn("t")))
                .contains(
                        entry("Policy", "")
                                + entry("retry", "list(5s,5m)")
                                + entry("rate-limit", "10/s")
                                + entry("quota-bytes", "512MiB")
                                + "</Attributes>")
                .contains("&quot;EndpointArgs&quot;:&quot;&quot;");
    }

    @ParameterizedTest
    @MethodSource("dev.carillon.rule.PolicyAttributesTest#bad")
    void a_bad_policy_for_delivery_is_refused_and_changes_nothing(PolicyAttributesTest.Bad bad) {
        world.create("t", "push-endpoint", "http://h", "timeout", "3s", "OpaqueData", "o");
        KeptTopic before = world.topics.findShown("t").orElseThrow();
        var pairs =
                bad.attributes().entrySet().stream()
                        .flatMap(attribute -> Stream.of(attribute.getKey(), attribute.getValue()))
                        .toArray(String[]::new);
        assertThatThrownBy(() -> world.create("t", pairs))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(bad.words());
        assertThatThrownBy(() -> world.create("new", pairs)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> bad.attributes().forEach((name, value) -> set("t", name, value)))
                .isInstanceOf(RefusedException.class);
        assertThat(world.topics.findShown("new")).isEmpty();
        KeptTopic after = world.topics.refresh(NamedTopic.of("t")).orElseThrow();
        assertThat(after.topic().opaqueData()).isEqualTo("o");
        if (bad.attributes().size() == 1) {
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void another_attribute_cannot_be_set() {
        world.create("t");
        refused(() -> set("t", "color", "red"), 400, "Invalid value for AttributeName 'color'");
        refused(
                () -> world.call("SetTopicAttributes", "TopicArn", TopicsWorld.arn("t")),
                400,
                "Missing required element AttributeName");
        assertThatThrownBy(() -> set("t", "time_to_live", "abc"))
                .isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetTopic", "GetTopicAttributes", "SetTopicAttributes", "DeleteTopic"})
    void an_arn_must_be_there_and_be_one(String action) {
        refused(() -> world.call(action), 400, "Missing required element TopicArn");
        refused(() -> world.call(action, "TopicArn", "t"), 400, "Invalid value for TopicArn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetTopic", "GetTopicAttributes", "SetTopicAttributes"})
    void an_unknown_topic_is_not_found(String action) {
        String[] of = {"arn:aws:sns:default::missing", "arn:aws:sns:default:tenant:t"};
        world.create("t");
        for (String arn : of) {
            refused(
                    () ->
                            world.call(
                                    action,
                                    "TopicArn",
                                    arn,
                                    "AttributeName",
                                    "OpaqueData",
                                    "AttributeValue",
                                    "x"),
                    404,
                    "No such TopicArn");
        }
    }

    @Test
    void the_region_of_an_arn_does_not_count() {
        world.create("t");
        assertThat(world.call("GetTopic", "TopicArn", "arn:aws:sns:elsewhere::t"))
                .contains("<TopicArn>arn:aws:sns:default::t</TopicArn>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Publish", "Subscribe", "createtopic", ""})
    void another_action_is_not_allowed(String action) {
        refused(() -> world.call(action), 405, "Action is CreateTopic");
    }

    @Test
    void a_name_must_be_there_and_be_one() {
        refused(() -> world.call("CreateTopic"), 400, "Missing required element Name");
        assertThatThrownBy(() -> world.create("bad name!")).isInstanceOf(RefusedException.class);
    }

    @Test
    void a_policy_must_be_json() {
        world.create("t", "Policy", "{\"Statement\":[]}");
        assertThat(world.call("GetTopicAttributes", "TopicArn", TopicsWorld.arn("t")))
                .contains(entry("Policy", "{&quot;Statement&quot;:[]}"));
        for (String bad : new String[] {"{", "[]", "deny all"}) {
            assertThatThrownBy(() -> world.create("t", "Policy", bad))
                    .isInstanceOfSatisfying(
                            TopicException.class,
                            topicException ->
                                    assertThat(topicException.code())
                                            .isEqualTo("MalformedPolicyDocument"));
        }
    }

    @Test
    void secrets_travel_over_tls_only() {
        String[] secret = {"push-endpoint", "https://u:geheim@h"};
        refused(() -> world.create("t", secret), 400, "Topic contains secrets that must be");
        refused(() -> world.create("t", "user-name", "u", "password", "p"), 400, "secrets");
        world.overTls().create("t", secret);
        world.inClear();
        refused(() -> set("t", "push-endpoint", "https://u:neu@h"), 400, "secrets");
        set("t", "OpaqueData", "o");
        for (String action : new String[] {"GetTopic", "GetTopicAttributes"}) {
            assertThatThrownBy(() -> world.call(action, "TopicArn", TopicsWorld.arn("t")))
                    .isInstanceOfSatisfying(
                            TopicException.class,
                            topicException ->
                                    assertThat(topicException.code()).isEqualTo("AccessDenied"))
                    .hasMessageContaining("secrets");
        }
    }

    @Test
    void secrets_are_masked_when_they_are_read_and_do_not_spoil_the_list() {
        world.overTls();
        world.create(
                "t",
                "push-endpoint",
                "https://u:geheim@h",
                "user-name",
                "u",
                "password",
                "geheim",
                "ssl-key-password",
                "geheim");
        for (String action : new String[] {"GetTopic", "GetTopicAttributes", "ListTopics"}) {
            assertThat(world.call(action, "TopicArn", TopicsWorld.arn("t")))
                    .doesNotContain("geheim")
                    .contains("https://u:***@h")
                    .contains("password=***");
        }
        assertThat(world.inClear().call("ListTopics"))
                .contains("<HasStoredSecret>True</HasStoredSecret>")
                .doesNotContain("geheim");
    }

    @Test
    void a_mask_that_was_read_is_not_taken_for_a_secret() {
        world.overTls().create("t");
        refused(() -> set("t", "push-endpoint", "https://u:***@h"), 400, "The password is masked");
        refused(() -> world.create("t", "user-name", "u", "password", "***"), 400, "masked");
    }

    private String set(String topic, String attribute, String value) {
        return world.call(
                "SetTopicAttributes",
                "TopicArn",
                TopicsWorld.arn(topic),
                "AttributeName",
                attribute,
                "AttributeValue",
                value);
    }

    private Topic topic(String name) {
        return world.topics.findShown(name).orElseThrow().topic();
    }

    private static String entry(String key, String value) {
        return "<entry><key>" + key + "</key><value>" + value + "</value></entry>";
    }

    private static String fields(String name, String address, String persistent, String ttl) {
        return "<User>tester</User><Name>"
                + name
                + "</Name><EndPoint><EndpointAddress>"
                + address
                + "</EndpointAddress><EndpointArgs></EndpointArgs><EndpointTopic>"
                + name
                + "</EndpointTopic><HasStoredSecret>False</HasStoredSecret><Persistent>"
                + persistent
                + "</Persistent><TimeToLive>"
                + ttl
                + "</TimeToLive><MaxRetries>None</MaxRetries>"
                + "<RetrySleepDuration>None</RetrySleepDuration></EndPoint><TopicArn>"
                + TopicsWorld.arn(name)
                + "</TopicArn><OpaqueData></OpaqueData><Policy></Policy>";
    }

    private static void refused(Runnable call, int status, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TopicException.class,
                        topicException -> assertThat(topicException.status()).isEqualTo(status))
                .hasMessageContaining(message);
    }
}
