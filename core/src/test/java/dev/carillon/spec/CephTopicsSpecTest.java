package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.event.Version;
import dev.carillon.format.S3Records;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tests of "Bucket Notifications" (seed 004), the parts on topics and on events, in the order of
 * the document. If the program differs from its document, the decisions of DESIGN section 6 apply;
 * the names of such tests say so.
 */
@DisplayName("Ceph: topics and events")
class CephTopicsSpecTest {
    private final TopicServer server = new TopicServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Nested
    @DisplayName("Topics / Create a Topic")
    class CreateATopic {
        @Test
        void the_answer_holds_the_arn_in_its_documented_form() {
            var reply = server.create("mytopic", "push-endpoint", "http://10.0.0.1:1/x");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body())
                    .startsWith(
                            "<CreateTopicResponse"
                                    + " xmlns=\"https://sns.amazonaws.com/doc/2010-03-31/\">")
                    .contains(
                            "<CreateTopicResult><TopicArn>arn:aws:sns:zonegroup1::mytopic</TopicArn>"
                                + "</CreateTopicResult>")
                    .contains(
                            "<ResponseMetadata><RequestId>"
                                    + reply.requestId()
                                    + "</RequestId></ResponseMetadata>");
        }

        @Test
        void the_same_command_updates_a_topic() {
            server.create("t", "push-endpoint", "http://a", "OpaqueData", "o");
            assertThat(server.create("t", "push-endpoint", "http://b").status()).isEqualTo(200);
            assertThat(server.attributes("t"))
                    .contains("http://b")
                    .doesNotContain("http://a")
                    .contains("<key>OpaqueData</key><value></value>");
        }

        @Test
        void attributes_may_be_plain_parameters_too() {
            server.post(
                    "Action", "CreateTopic", "Name", "t", "push-endpoint", "http://h", "x", "y");
            assertThat(server.attributes("t")).contains("http://h").contains("x=y");
        }

        @Test
        void a_topic_may_have_no_endpoint() {
            assertThat(server.create("t").status()).isEqualTo(200);
            assertThat(server.attributes("t")).contains("&quot;EndpointAddress&quot;:&quot;&quot;");
        }

        @Test
        void it_is_not_persistent_unless_it_says_so() {
            server.create("t");
            assertThat(server.attributes("t")).contains("&quot;Persistent&quot;:false");
            server.create("t", "persistent", "true");
            assertThat(server.attributes("t")).contains("&quot;Persistent&quot;:true");
        }

        @Test
        void limits_that_are_not_given_are_the_servers_and_zero_is_given() {
            server.create("t", "time_to_live", "0", "max_retries", "5");
            assertThat(server.attributes("t"))
                    .contains("&quot;TimeToLive&quot;:&quot;0&quot;")
                    .contains("&quot;MaxRetries&quot;:&quot;5&quot;")
                    .contains("&quot;RetrySleepDuration&quot;:&quot;None&quot;");
        }

        @ParameterizedTest
        @ValueSource(strings = {"time_to_live", "max_retries", "retry_sleep_duration"})
        void a_limit_that_is_no_number_is_refused_unlike_in_ceph(String name) {
            var reply = server.create("t", name, "abc");
            assertError(reply, 400, "InvalidArgument", "Invalid value for " + name);
        }

        @Test
        void user_and_password_come_over_https_only() {
            var reply = server.create("t", "push-endpoint", "https://u:p@h");
            assertError(reply, 400, "InvalidArgument", "Topic contains secrets");
            assertThat(
                            server.postSecurely(
                                            "Action", "CreateTopic",
                                            "Name", "t",
                                            "push-endpoint", "https://u:p@h")
                                    .status())
                    .isEqualTo(200);
        }

        @Test
        void an_endpoint_nobody_serves_is_refused_unlike_in_ceph() {
            for (String address : new String[] {"gopher://h/", "amqp://h", "kafka://h"}) {
                assertError(
                        server.create("t", "push-endpoint", address),
                        400,
                        "InvalidArgument",
                        "use push-endpoint with one of http, https");
            }
            assertError(
                    server.create("t", "push-endpoint", "no url"),
                    400,
                    "InvalidArgument",
                    "Malformed URL for push-endpoint");
        }

        @Test
        void a_name_has_256_plain_characters_at_most() {
            assertThat(server.create("n".repeat(256)).status()).isEqualTo(200);
            assertError(
                    server.create("n".repeat(257)),
                    400,
                    "InvalidArgument",
                    "Name cannot be longer");
            assertError(server.create("a b"), 400, "InvalidArgument", "Name must be made up of");
            assertError(server.create(""), 400, "InvalidArgument", "Missing required element Name");
        }
    }

    @Nested
    @DisplayName("Topics / Get Topic Attributes")
    class GetTopicAttributes {
        @Test
        void the_attributes_are_in_the_documented_order() {
            server.create("t", "push-endpoint", "http://h", "verify-ssl", "false");
            assertThat(keys(server.attributes("t")))
                    .containsExactly(
                            "User", "Name", "EndPoint", "TopicArn", "OpaqueData", "Policy");
        }

        @Test
        void the_endpoint_is_json_with_its_documented_keys() {
            server.create("t", "push-endpoint", "http://h", "verify-ssl", "false");
            JsonNode endpoint = endpoint(server.attributes("t"));
            assertThat(endpoint.propertyNames())
                    .containsExactly(
                            "EndpointAddress",
                            "EndpointArgs",
                            "EndpointTopic",
                            "HasStoredSecret",
                            "Persistent",
                            "TimeToLive",
                            "MaxRetries",
                            "RetrySleepDuration");
            assertThat(endpoint.get("EndpointArgs").asString()).isEqualTo("verify-ssl=false");
            assertThat(endpoint.get("EndpointTopic").asString()).isEqualTo("t");
        }

        @Test
        void a_stored_secret_is_shown_over_https_only_and_masked() {
            server.postSecurely(
                    "Action", "CreateTopic", "Name", "t", "push-endpoint", "https://u:geheim@h");
            var clear =
                    server.post("Action", "GetTopicAttributes", "TopicArn", TopicServer.arn("t"));
            assertError(clear, 403, "AccessDenied", "Topic contains secrets");
            String body =
                    server.postSecurely(
                                    "Action",
                                    "GetTopicAttributes",
                                    "TopicArn",
                                    TopicServer.arn("t"))
                            .body();
            assertThat(body)
                    .contains("&quot;HasStoredSecret&quot;:true")
                    .contains("https://u:***@h")
                    .doesNotContain("geheim");
        }

        @Test
        void a_topic_that_is_not_there_is_not_found() {
            var reply =
                    server.post("Action", "GetTopicAttributes", "TopicArn", TopicServer.arn("t"));
            assertError(reply, 404, "NotFound", "No such TopicArn");
        }
    }

    @Nested
    @DisplayName("Topics / Get Topic Information")
    class GetTopic {
        @Test
        void the_topic_is_shown_element_by_element() {
            server.create("t", "push-endpoint", "http://h", "OpaqueData", "me@example.com");
            assertThat(server.post("Action", "GetTopic", "TopicArn", TopicServer.arn("t")).body())
                    .startsWith("<GetTopicResponse><GetTopicResult><Topic><User>tester</User>")
                    .contains("<EndpointAddress>http://h</EndpointAddress>")
                    .contains("<HasStoredSecret>False</HasStoredSecret>")
                    .contains("<TopicArn>arn:aws:sns:zonegroup1::t</TopicArn>")
                    .contains("<OpaqueData>me@example.com</OpaqueData>");
        }
    }

    @Nested
    @DisplayName("Topics / Delete Topic")
    class DeleteTopic {
        @Test
        void a_second_delete_is_no_error() {
            server.create("t");
            for (int i = 0; i < 2; i++) {
                var reply = server.post("Action", "DeleteTopic", "TopicArn", TopicServer.arn("t"));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body())
                        .startsWith("<DeleteTopicResponse xmlns=")
                        .contains("<RequestId>" + reply.requestId() + "</RequestId>");
            }
        }
    }

    @Nested
    @DisplayName("Topics / List Topics")
    class ListTopics {
        @Test
        void all_topics_are_listed_also_when_one_has_a_secret_unlike_in_ceph() {
            server.create("a");
            server.postSecurely(
                    "Action", "CreateTopic", "Name", "b", "push-endpoint", "https://u:geheim@h");
            assertThat(server.post("Action", "ListTopics").body())
                    .startsWith("<ListTopicsResponse xmlns=")
                    .contains("<ListTopicsResult><Topics><member><User>tester</User><Name>a</Name>")
                    .contains("<Name>b</Name>")
                    .doesNotContain("geheim");
        }
    }

    @Nested
    @DisplayName("Topics / what every action has in common")
    class Common {
        @Test
        void an_unknown_action_is_not_allowed() {
            for (String action : new String[] {"Publish", "Subscribe", "Unknown"}) {
                assertError(server.post("Action", action), 405, "MethodNotAllowed", "Action is");
            }
        }

        @Test
        void an_arn_must_be_given_and_be_one() {
            for (String action : new String[] {"GetTopicAttributes", "GetTopic", "DeleteTopic"}) {
                assertError(
                        server.post("Action", action),
                        400,
                        "InvalidArgument",
                        "Missing required element TopicArn");
                assertError(
                        server.post("Action", action, "TopicArn", "nonsense"),
                        400,
                        "InvalidArgument",
                        "Invalid value for TopicArn");
            }
        }
    }

    @Nested
    @DisplayName("Events")
    class Events {
        private final JsonNode record = record();

        @Test
        void there_is_one_record_with_the_documented_fields() {
            assertThat(record.propertyNames())
                    .containsExactly(
                            "eventVersion",
                            "eventSource",
                            "awsRegion",
                            "eventTime",
                            "eventName",
                            "userIdentity",
                            "requestParameters",
                            "responseElements",
                            "s3",
                            "eventId",
                            "opaqueData");
            assertThat(record.get("s3").propertyNames())
                    .containsExactly("s3SchemaVersion", "configurationId", "bucket", "object");
            assertThat(record.at("/s3/object").propertyNames())
                    .containsExactly(
                            "key", "size", "eTag", "versionId", "sequencer", "metadata", "tags");
        }

        @Test
        void each_field_says_what_the_document_says() {
            Map.ofEntries(
                            Map.entry("/eventSource", "ceph:s3"),
                            Map.entry("/awsRegion", "zonegroup1"),
                            Map.entry("/eventTime", "2019-11-22T13:47:35.124724Z"),
                            Map.entry("/eventName", "ObjectCreated:Put"),
                            Map.entry("/userIdentity/principalId", "tester"),
                            Map.entry("/requestParameters/sourceIPAddress", ""),
                            Map.entry("/responseElements/x-amz-request-id", "tx1"),
                            Map.entry("/responseElements/x-amz-id-2", "14d2-zone1-zonegroup1"),
                            Map.entry("/s3/s3SchemaVersion", "1.0"),
                            Map.entry("/s3/configurationId", "mynotif1"),
                            Map.entry("/s3/bucket/name", "mybucket1"),
                            Map.entry("/s3/bucket/ownerIdentity/principalId", "tester"),
                            Map.entry("/s3/bucket/arn", "arn:aws:s3:zonegroup1::mybucket1"),
                            Map.entry("/s3/bucket/id", "5332.38"),
                            Map.entry("/s3/object/key", "myimage1.jpg"),
                            Map.entry("/s3/object/eTag", "37b51d194a7513e45b56f6524f2d51f2"),
                            Map.entry("/s3/object/versionId", ""),
                            Map.entry("/s3/object/metadata/0/key", "x-amz-meta-color"),
                            Map.entry("/s3/object/metadata/0/val", "red"),
                            Map.entry("/s3/object/tags/0/key", "team"),
                            Map.entry("/s3/object/tags/0/val", "a"),
                            Map.entry("/opaqueData", "me@example.com"))
                    .forEach((at, value) ->
                            assertThat(record.at(at).asString()).as(at).isEqualTo(value));
        }

        @Test
        void where_document_and_program_disagree_the_program_counts() {
            assertThat(record.at("/eventVersion").asString()).isEqualTo("2.2");
            assertThat(record.at("/s3/object/size").isNumber()).isTrue();
            assertThat(record.at("/s3/object/size").asLong()).isEqualTo(1024);
        }

        @Test
        void the_sequencer_rises_as_text_unlike_in_ceph() {
            assertThat(record.at("/s3/object/sequencer").asString()).isEqualTo("00000000000000FF");
            assertThat("00000000000000FF").isLessThan("0000000000000100");
        }

        @Test
        void the_event_id_names_the_event() {
            assertThat(record.at("/eventId").asString()).matches("[0-9a-f]{64}");
        }

        private static JsonNode record() {
            var change =
                    new Change(
                            EventType.CREATED_PUT,
                            Instant.parse("2019-11-22T13:47:35.124724Z"),
                            new Bucket("5332.38", "mybucket1", "tester"),
                            new ObjectFacts(
                                    "myimage1.jpg",
                                    1024,
                                    "37b51d194a7513e45b56f6524f2d51f2",
                                    new Version.None(),
                                    Map.of("color", "red"),
                                    List.of(new Tag("team", "a"))),
                            new Origin("tester", "192.0.2.1", "tx1", "14d2-zone1-zonegroup1"));
            byte[] body =
                    new S3Records("zonegroup1")
                            .write(ObjectEvent.of(change, 255), "mynotif1", "me@example.com")
                            .body();
            return JsonMapper.shared().readTree(body).at("/Records/0");
        }
    }

    private static void assertError(
            TopicServer.Reply reply, int status, String code, String message) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                .contains("<Error><Code>" + code + "</Code><Message>")
                .contains(message)
                .contains(
                        "<RequestId>" + reply.requestId() + "</RequestId><HostId>host-1</HostId>");
    }

    private static List<String> keys(String body) {
        var keys = new ArrayList<String>();
        int from = body.indexOf("<key>");
        while (from >= 0) {
            keys.add(body.substring(from + 5, body.indexOf("</key>", from)));
            from = body.indexOf("<key>", from + 1);
        }
        return keys;
    }

    private static JsonNode endpoint(String body) {
        int from = body.indexOf("<value>{") + 7;
        String json = body.substring(from, body.indexOf("</value>", from));
        return JsonMapper.shared().readTree(json.replace("&quot;", "\"").replace("&amp;", "&"));
    }
}
