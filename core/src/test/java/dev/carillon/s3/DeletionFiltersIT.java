package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tests that filters on metadata and on tags match deletions. The topics are synchronous, so no
 * event is late.
 */
class DeletionFiltersIT {
    private static final String BUCKET = "bucket";
    private static final String HELLO_ETAG = "5d41402abc4b2a76b9719d911017c592";

    @TempDir Path folder;
    private final RecordingReceiver byMetadata = RecordingReceiver.start();
    private final RecordingReceiver byTag = RecordingReceiver.start();
    private RunningServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.over(folder);
        s3 = server.s3();
        s3.createBucket(builder -> builder.bucket(BUCKET));
        String metadata =
                server.topic("metadata", Map.of("push-endpoint", byMetadata.url("/hook")));
        String tag =
                server.topic(
                        "tag", Map.of("push-endpoint", byTag.url("/hook"), "cloudevents", "true"));
        int port = URI.create(server.server().s3Url().orElseThrow()).getPort();
        String rules =
                "<NotificationConfiguration>"
                        + rule(metadata, "S3Metadata", "x-amz-meta-colour", "red")
                        + rule(tag, "S3Tags", "team", "a")
                        + "</NotificationConfiguration>";
        var said =
                new RawS3(port)
                        .with(server.server().rootKey())
                        .send("PUT", "/bucket?notification=", rules);
        assertThat(said.status()).as(said.text()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
        byMetadata.close();
        byTag.close();
    }

    @Test
    void a_delete_marker_and_then_the_version_behind_it() {
        keepVersions();
        String version = put("key");
        put("another", Map.of("colour", "blue"), "team=b");

        String marker = s3.deleteObject(builder -> builder.bucket(BUCKET).key("key")).versionId();
        s3.deleteObject(builder -> builder.bucket(BUCKET).key("another"));
        s3.deleteObject(builder -> builder.bucket(BUCKET).key("key").versionId(version));

        for (var receiver : List.of(byMetadata, byTag)) {
            assertThat(told(receiver))
                    .containsExactly(
                            "ObjectRemoved:DeleteMarkerCreated key " + marker,
                            "ObjectRemoved:Delete key " + version);
            receiver.requests().forEach(received -> assertWhole(record(received).at("/s3/object")));
        }
        assertThat(byTag.requests())
                .extracting(received -> received.header("ce-type").orElse(""))
                .containsExactly(
                        "com.amazonaws.ObjectRemoved:DeleteMarkerCreated",
                        "com.amazonaws.ObjectRemoved:Delete");
    }

    @Test
    void a_delete_marker_in_front_of_a_delete_marker_has_nothing_to_filter_on() {
        keepVersions();
        put("key");
        String first = s3.deleteObject(builder -> builder.bucket(BUCKET).key("key")).versionId();

        s3.deleteObject(builder -> builder.bucket(BUCKET).key("key"));
        s3.deleteObject(builder -> builder.bucket(BUCKET).key("key").versionId(first));

        assertThat(told(byMetadata))
                .containsExactly("ObjectRemoved:DeleteMarkerCreated key " + first);
    }

    @Test
    void many_deleted_in_one_request() {
        keepVersions();
        String version = put("one");
        put("two");

        s3.deleteObjects(builder ->
                builder.bucket(BUCKET)
                        .delete(all ->
                                all.objects(
                                        ObjectIdentifier.builder()
                                                .key("one")
                                                .versionId(version)
                                                .build(),
                                        ObjectIdentifier.builder().key("two").build())));

        assertThat(told(byMetadata))
                .hasSize(2)
                .anyMatch(hasSize -> hasSize.equals("ObjectRemoved:Delete one " + version))
                .anyMatch(
                        anyMatch -> anyMatch.startsWith("ObjectRemoved:DeleteMarkerCreated two "));
        byMetadata.requests().forEach(received -> assertWhole(record(received).at("/s3/object")));
    }

    @Test
    void an_object_of_a_bucket_that_keeps_no_versions() {
        put("key");

        s3.deleteObject(builder -> builder.bucket(BUCKET).key("key"));

        for (var receiver : List.of(byMetadata, byTag)) {
            assertThat(told(receiver)).containsExactly("ObjectRemoved:Delete key ");
            assertWhole(record(receiver.requests().getFirst()).at("/s3/object"));
        }
    }

    /** Returns a rule for deletions with one condition on metadata or on tags. */
    private static String rule(String topic, String filter, String name, String value) {
        return """
        <TopicConfiguration><Id>by-%2$s</Id><Topic>%1$s</Topic>
         <Event>s3:ObjectRemoved:*</Event>
         <Filter><%2$s><FilterRule><Name>%3$s</Name><Value>%4$s</Value></FilterRule></%2$s>
         </Filter></TopicConfiguration>
        """
                .formatted(topic, filter, name, value);
    }

    private static void assertWhole(JsonNode object) {
        assertThat(object.path("size").asInt()).isEqualTo(5);
        assertThat(object.path("eTag").asString()).isEqualTo(HELLO_ETAG);
        assertThat(object.path("metadata").toString())
                .isEqualTo("[{\"key\":\"x-amz-meta-colour\",\"val\":\"red\"}]");
        assertThat(object.path("tags").toString()).isEqualTo("[{\"key\":\"team\",\"val\":\"a\"}]");
    }

    private void keepVersions() {
        s3.putBucketVersioning(builder ->
                builder.bucket(BUCKET)
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    private String put(String key) {
        return put(key, Map.of("colour", "red"), "team=a");
    }

    private String put(String key, Map<String, String> metadata, String tags) {
        return String.valueOf(
                s3.putObject(
                                builder ->
                                        builder.bucket(BUCKET)
                                                .key(key)
                                                .metadata(metadata)
                                                .tagging(tags),
                                RequestBody.fromString("hello"))
                        .versionId());
    }

    private static List<String> told(RecordingReceiver receiver) {
        return receiver.requests().stream()
                .map(DeletionFiltersIT::record)
                .map(request ->
                        request.path("eventName").asString()
                                + " "
                                + request.at("/s3/object/key").asString()
                                + " "
                                + request.at("/s3/object/versionId").asString())
                .toList();
    }

    private static JsonNode record(Received request) {
        return JsonMapper.shared().readTree(request.body()).path("Records").path(0);
    }
}
