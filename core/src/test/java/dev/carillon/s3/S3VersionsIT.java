package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tests of buckets that keep versions, with the AWS SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3VersionsIT {
    @TempDir static Path directory;

    private S3World world;
    private S3Client s3;
    private int buckets;
    private String bucket;

    @BeforeAll
    void start() {
        world = new S3World(directory);
        s3 = world.client();
    }

    @AfterAll
    void stop() {
        s3.close();
        world.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = "versions-" + buckets++;
        s3.createBucket(builder -> builder.bucket(bucket));
    }

    @Test
    void a_bucket_shows_whether_it_keeps_versions() {
        assertThat(status()).isNull();
        keep(true);
        assertThat(status()).isEqualTo("Enabled");
        keep(false);
        assertThat(status()).isEqualTo("Suspended");
    }

    @Test
    void a_version_can_be_read_headed_copied_and_tagged_after_it_was_replaced() {
        keep(true);
        String first = put("k", "one");
        String second = put("k", "two!");
        assertThat(first).isNotEqualTo(second);
        assertThat(read("k", null)).isEqualTo("two!");
        assertThat(read("k", first)).isEqualTo("one");
        var head = s3.headObject(builder -> builder.bucket(bucket).key("k").versionId(first));
        assertThat(head.contentLength()).isEqualTo(3);
        assertThat(head.versionId()).isEqualTo(first);
        var copied =
                s3.copyObject(builder ->
                        builder.sourceBucket(bucket)
                                .sourceKey("k")
                                .sourceVersionId(first)
                                .destinationBucket(bucket)
                                .destinationKey("copy"));
        assertThat(copied.copySourceVersionId()).isEqualTo(first);
        assertThat(read("copy", copied.versionId())).isEqualTo("one");
        var tag = Tag.builder().key("a").value("b").build();
        s3.putObjectTagging(builder ->
                builder.bucket(bucket)
                        .key("k")
                        .versionId(first)
                        .tagging(Tagging.builder().tagSet(tag).build()));
        assertThat(tags(first)).containsExactly(tag);
        assertThat(tags(second)).isEmpty();
        assertThat(read("k", null)).isEqualTo("two!");
    }

    @Test
    void a_delete_hides_and_deleting_the_marker_shows_again() {
        keep(true);
        String first = put("k", "one");
        var deleted = s3.deleteObject(builder -> builder.bucket(bucket).key("k"));
        assertThat(deleted.deleteMarker()).isTrue();
        assertThatThrownBy(() -> read("k", null))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.statusCode()).isEqualTo(404);
                            assertThat(
                                            s3Exception
                                                    .awsErrorDetails()
                                                    .sdkHttpResponse()
                                                    .firstMatchingHeader("x-amz-delete-marker"))
                                    .contains("true");
                        });
        assertThatThrownBy(() -> read("k", deleted.versionId()))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(405));
        assertThat(read("k", first)).isEqualTo("one");
        assertThat(s3.listObjectsV2(builder -> builder.bucket(bucket)).contents()).isEmpty();
        var undone =
                s3.deleteObject(
                        builder -> builder.bucket(bucket).key("k").versionId(deleted.versionId()));
        assertThat(undone.deleteMarker()).isTrue();
        assertThat(undone.versionId()).isEqualTo(deleted.versionId());
        assertThat(read("k", null)).isEqualTo("one");
    }

    @Test
    void many_versions_and_markers_are_deleted_at_once() {
        keep(true);
        String first = put("k", "one");
        put("k", "two");
        put("other", "x");
        var done =
                s3.deleteObjects(builder ->
                        builder.bucket(bucket)
                                .delete(d ->
                                        d.objects(
                                                id("k", first),
                                                id("other", null),
                                                id("other", "000000000000FFFF"))));
        assertThat(done.errors()).isEmpty();
        assertThat(done.deleted()).hasSize(3);
        assertThat(done.deleted().getFirst().versionId()).isEqualTo(first);
        assertThat(done.deleted().get(1).deleteMarker()).isTrue();
        assertThat(done.deleted().get(1).deleteMarkerVersionId()).isNotEmpty();
        assertThat(listed()).containsExactlyInAnyOrder("k two latest", "other - latest", "other x");
    }

    @Test
    void each_change_is_sent_with_its_version() {
        keep(true);
        String first = put("k", "one");
        put("k", "two");
        var hidden = s3.deleteObject(builder -> builder.bucket(bucket).key("k"));
        s3.deleteObject(builder -> builder.bucket(bucket).key("k").versionId(first));
        s3.deleteObject(builder -> builder.bucket(bucket).key("k").versionId(hidden.versionId()));
        s3.deleteObject(builder -> builder.bucket(bucket).key("k").versionId(first));
        List<ObjectEvent> told =
                world.events().stream()
                        .filter(objectEvent -> objectEvent.change().bucket().name().equals(bucket))
                        .toList();
        assertThat(told)
                .extracting(objectEvent -> objectEvent.change().type())
                .containsExactly(
                        EventType.CREATED_PUT,
                        EventType.CREATED_PUT,
                        EventType.REMOVED_DELETE_MARKER,
                        EventType.REMOVED_DELETE,
                        EventType.REMOVED_DELETE);
        assertThat(told)
                .extracting(objectEvent -> "%016X".formatted(objectEvent.objectStamp()))
                .satisfies(list -> {
                    assertThat(list.get(0)).isEqualTo(first);
                    assertThat(list.get(2)).isEqualTo(hidden.versionId());
                    assertThat(list.get(3)).isEqualTo(first);
                    assertThat(list.get(4)).isEqualTo(hidden.versionId());
                });
    }

    @Test
    void a_bucket_with_nothing_but_a_delete_marker_is_not_empty() {
        keep(true);
        var hidden = s3.deleteObject(builder -> builder.bucket(bucket).key("k"));
        assertThatThrownBy(() -> s3.deleteBucket(builder -> builder.bucket(bucket)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception ->
                                assertThat(s3Exception.awsErrorDetails().errorCode())
                                        .isEqualTo("BucketNotEmpty"));
        s3.deleteObject(builder -> builder.bucket(bucket).key("k").versionId(hidden.versionId()));
        s3.deleteBucket(builder -> builder.bucket(bucket));
    }

    @Test
    void versions_of_a_common_prefix_are_one_line() {
        keep(true);
        put("dir/a", "1");
        put("dir/a", "2");
        put("dir/b", "3");
        put("top", "4");
        var page = s3.listObjectVersions(builder -> builder.bucket(bucket).delimiter("/"));
        assertThat(page.commonPrefixes())
                .extracting(commonPrefix -> commonPrefix.prefix())
                .containsExactly("dir/");
        assertThat(page.versions())
                .extracting(objectVersion -> objectVersion.key())
                .containsExactly("top");
        var first =
                s3.listObjectVersions(builder -> builder.bucket(bucket).delimiter("/").maxKeys(1));
        assertThat(first.isTruncated()).isTrue();
        var second =
                s3.listObjectVersions(builder ->
                        builder.bucket(bucket)
                                .delimiter("/")
                                .maxKeys(1)
                                .keyMarker(first.nextKeyMarker()));
        assertThat(second.commonPrefixes()).isEmpty();
        assertThat(second.versions())
                .extracting(objectVersion -> objectVersion.key())
                .containsExactly("top");
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void the_newest_that_is_deleted_by_many_at_once_leaves_the_one_before() throws Exception {
        keep(true);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 24; i++) {
            ids.add(put("k", "v" + i));
        }
        var threads = new ArrayList<Thread>();
        for (String id : ids.subList(1, ids.size()).reversed()) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() ->
                                    s3.deleteObject(builder ->
                                            builder.bucket(bucket).key("k").versionId(id))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(listed()).containsExactly("k v0 latest");
        assertThat(read("k", null)).isEqualTo("v0");
    }

    /**
     * Performs random operations on three keys in every kind of bucket: the model and the store
     * agree throughout.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_happens_the_versions_are_those_of_the_model(long seed) {
        var random = new Random(seed);
        var model = new VersionModel(s3, bucket, random);
        for (int i = 0; i < 60; i++) {
            model.step();
            model.check();
        }
    }

    private void keep(boolean enabled) {
        VersionModel.keep(s3, bucket, enabled);
    }

    private List<String> listed() {
        return VersionModel.pages(s3, bucket, "", 1_000).getFirst();
    }

    private String status() {
        return s3.getBucketVersioning(builder -> builder.bucket(bucket)).statusAsString();
    }

    private String put(String key, String text) {
        return s3.putObject(
                        builder -> builder.bucket(bucket).key(key), RequestBody.fromString(text))
                .versionId();
    }

    private String read(String key, @Nullable String version) {
        return s3.getObjectAsBytes(builder -> builder.bucket(bucket).key(key).versionId(version))
                .asUtf8String();
    }

    private List<Tag> tags(String version) {
        return s3.getObjectTagging(builder -> builder.bucket(bucket).key("k").versionId(version))
                .tagSet();
    }

    private static ObjectIdentifier id(String key, @Nullable String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }
}
