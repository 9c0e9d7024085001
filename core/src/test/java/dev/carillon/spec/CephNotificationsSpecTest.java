package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import java.nio.file.Path;
import java.util.List;

/**
 * Tests of bucket notifications according to Ceph's document on bucket operations and its program
 * (ceph.md section 2), through the S3 API.
 */
@DisplayName("Ceph: notifications of a bucket")
class CephNotificationsSpecTest {
    private static final String EMPTY = "<NotificationConfiguration></NotificationConfiguration>";
    private static final String ARN = "arn:aws:sns:default::t";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // Created before each test.
    private BucketServer server;

    @BeforeEach
    void a_bucket_and_a_topic() {
        server = new BucketServer(directory);
        server.topic("t");
        assertThat(server.send("PUT", "/bbb", "").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("2.1 GET of a bucket without notifications")
    void it_begins_empty() {
        assertThat(server.send("GET", "/bbb?notification", ""))
                .isEqualTo(new BucketServer.Reply(200, EMPTY));
    }

    @Test
    @DisplayName("2.1 PUT merges by Id and topic")
    void what_is_put_is_merged() {
        put(one("n1"));
        put(one("n2"));
        assertThat(get("")).contains("<Id>n1</Id>").contains("<Id>n2</Id>");
    }

    @Test
    @DisplayName("2.1 PUT replaces where a header asks for it (ours)")
    void what_is_put_replaces_on_request() {
        put(one("n1"));
        server.send("PUT", "/bbb?notification", document(one("n2")), "x-carillon-replace");
        assertThat(get("")).doesNotContain("<Id>n1</Id>").contains("<Id>n2</Id>");
    }

    @Test
    @DisplayName("2.1 PUT of an empty document deletes all")
    void an_empty_document_deletes_all() {
        put(one("n1"));
        put("");
        assertThat(get("")).isEqualTo(EMPTY);
    }

    @Test
    @DisplayName("2.1 GET ?notification=id")
    void one_is_got_by_its_id() {
        put(one("n1") + one("n2"));
        assertThat(get("=n2")).contains("<Id>n2</Id>").doesNotContain("<Id>n1</Id>");
        var unknown = server.send("GET", "/bbb?notification=n3", "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("<Code>NoSuchKey</Code>");
    }

    @Test
    @DisplayName("2.1 DELETE ?notification[=id]")
    void one_or_all_are_deleted() {
        put(one("n1") + one("n2") + one("n3"));
        for (int i = 0; i < 2; i++) {
            assertThat(server.send("DELETE", "/bbb?notification=n2", ""))
                    .isEqualTo(new BucketServer.Reply(200, ""));
        }
        assertThat(get("")).contains("<Id>n1</Id>").doesNotContain("<Id>n2</Id>");
        assertThat(server.send("DELETE", "/bbb?notification", "").status()).isEqualTo(200);
        assertThat(get("")).isEqualTo(EMPTY);
    }

    @Test
    @DisplayName("2.2 default events")
    void without_events_it_is_what_is_created_and_removed() {
        put("<TopicConfiguration><Id>n</Id><Topic>" + ARN + "</Topic></TopicConfiguration>");
        assertThat(get(""))
                .isEqualTo(
                        document(
                                "<TopicConfiguration><Id>n</Id><Topic>"
                                        + ARN
                                        + "</Topic><Event>s3:ObjectCreated:*</Event>"
                                        + "<Event>s3:ObjectRemoved:*</Event></TopicConfiguration>"));
    }

    @Test
    @DisplayName("2.2 what the AWS SDK puts, it gets back")
    void the_aws_sdk_puts_and_gets() {
        var configuration =
                TopicConfiguration.builder()
                        .id("sdk")
                        .topicArn(ARN)
                        .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED_DELETE)
                        .filter(builder ->
                                builder.key(key ->
                                        key.filterRules(
                                                FilterRule.builder()
                                                        .name("prefix")
                                                        .value("a b&c/")
                                                        .build(),
                                                FilterRule.builder()
                                                        .name("suffix")
                                                        .value(".jpg")
                                                        .build())))
                        .build();
        try (S3Client s3 = server.sdk()) {
            s3.putBucketNotificationConfiguration(builder ->
                    builder.bucket("bbb")
                            .notificationConfiguration(
                                    all -> all.topicConfigurations(configuration)));
            List<TopicConfiguration> got =
                    s3.getBucketNotificationConfiguration(builder -> builder.bucket("bbb"))
                            .topicConfigurations();
            assertThat(got).containsExactly(configuration);
        }
    }

    @ParameterizedTest
    @DisplayName("2.4 errors")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no xml                                                                 | 400 | MalformedXML
                    <TopicConfiguration><Id>n</Id></TopicConfiguration>                     | 400 | MalformedXML
                    <QueueConfiguration/>                                                   | 400 | MalformedXML
                    <TopicConfiguration><Id/><Topic>ARN</Topic></TopicConfiguration>        | 400 | InvalidArgument
                    <TopicConfiguration><Id>n</Id><Topic/></TopicConfiguration>             | 400 | InvalidArgument
                    <TopicConfiguration><Id>n</Id><Topic>t</Topic></TopicConfiguration>     | 400 | InvalidArgument
                    <TopicConfiguration><Id>n</Id><Topic>ARNx</Topic></TopicConfiguration>  | 404 | NoSuchKey
                    <TopicConfiguration><Id>n</Id><Topic>ARN</Topic><Event>s3:No</Event></TopicConfiguration> | 400 | InvalidArgument
                    <TopicConfiguration><Id>n</Id><Topic>ARN</Topic><Filter><S3Key><FilterRule><Name>infix</Name><Value>x</Value></FilterRule></S3Key></Filter></TopicConfiguration> | 400 | MalformedXML
                    <TopicConfiguration><Id>n</Id><Topic>ARN</Topic><Filter><S3Key><FilterRule><Name>regex</Name><Value>(</Value></FilterRule></S3Key></Filter></TopicConfiguration> | 400 | InvalidArgument
                    """)
    void a_document_that_is_not_valid_changes_nothing(String inside, int status, String code) {
        put(one("before"));
        String before = get("");
        String text = inside.startsWith("<") ? document(inside.replace("ARN", ARN)) : inside;
        var reply = server.send("PUT", "/bbb?notification", text);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).contains("<Code>" + code + "</Code>");
        assertThat(get("")).isEqualTo(before);
    }

    @Test
    @DisplayName("2.4 empty body, an id on PUT, an unknown bucket")
    void other_errors() {
        var empty = server.send("PUT", "/bbb?notification", "");
        assertThat(empty.body()).contains("<Code>InvalidArgument</Code>");
        var id = server.send("PUT", "/bbb?notification=n", document(one("n")));
        assertThat(id.body()).contains("<Code>InvalidArgument</Code>");
        for (String method : new String[] {"PUT", "GET", "DELETE"}) {
            var missing = server.send(method, "/missing?notification", document(one("n")));
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.body()).contains("<Code>NoSuchBucket</Code>");
        }
    }

    @Test
    @DisplayName("2.5 deleting a topic leaves the notifications")
    void the_notifications_of_a_deleted_topic_stay() {
        put(one("n1"));
        server.removeTopic("t");
        assertThat(get("")).contains("<Id>n1</Id>");
    }

    @Test
    @DisplayName("2.5 deleting a bucket deletes its notifications")
    void the_notifications_of_a_deleted_bucket_go() {
        put(one("n1"));
        assertThat(server.send("DELETE", "/bbb", "").status()).isEqualTo(204);
        assertThat(server.send("PUT", "/bbb", "").status()).isEqualTo(200);
        assertThat(get("")).isEqualTo(EMPTY);
    }

    private void put(String inside) {
        var reply = server.send("PUT", "/bbb?notification", document(inside));
        assertThat(reply).isEqualTo(new BucketServer.Reply(200, ""));
    }

    private String get(String id) {
        var reply = server.send("GET", "/bbb?notification" + id, "");
        assertThat(reply.status()).isEqualTo(200);
        return reply.body();
    }

    private static String one(String id) {
        return "<TopicConfiguration><Id>"
                + id
                + "</Id><Topic>"
                + ARN
                + "</Topic><Event>s3:ObjectCreated:Put</Event></TopicConfiguration>";
    }

    private static String document(String inside) {
        return "<NotificationConfiguration>" + inside + "</NotificationConfiguration>";
    }
}
