package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventType;
import dev.carillon.event.Tag;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tests of the API with the unmodified AWS SDK: every operation, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ClientIT {
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
        bucket = "bucket-" + buckets++;
        s3.createBucket(builder -> builder.bucket(bucket));
    }

    @Test
    void a_bucket_lives_and_dies() {
        assertThat(s3.listBuckets().buckets()).extracting(found -> found.name()).contains(bucket);
        assertThat(s3.headBucket(builder -> builder.bucket(bucket)).bucketRegion())
                .isEqualTo("default");
        assertThat(
                        s3.getBucketLocation(builder -> builder.bucket(bucket))
                                .locationConstraintAsString())
                .isEqualTo("default");
        assertRefused(
                409,
                "BucketAlreadyOwnedByYou",
                s3Client -> s3Client.createBucket(b -> b.bucket(bucket)));
        put("key", "x");
        assertRefused(
                409, "BucketNotEmpty", s3Client -> s3Client.deleteBucket(b -> b.bucket(bucket)));
        s3.deleteObject(builder -> builder.bucket(bucket).key("key"));
        s3.deleteBucket(builder -> builder.bucket(bucket));
        assertRefused(
                404, "NoSuchBucket", s3Client -> s3Client.listObjectsV2(b -> b.bucket(bucket)));
        assertThatThrownBy(() -> s3.headBucket(builder -> builder.bucket(bucket)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(404));
    }

    @Test
    void gives_back_data_of_every_size() throws IOException {
        for (int size : new int[] {0, 1, 16_384, 16_385, 131_072, 131_073, 3_000_000}) {
            byte[] data = random(size);
            s3.putObject(builder -> builder.bucket(bucket).key("k"), RequestBody.fromBytes(data));
            assertThat(read("k")).as("%d bytes", size).isEqualTo(data);
        }
    }

    @Test
    void keeps_headers_metadata_and_tags() {
        var put =
                s3.putObject(
                        builder ->
                                builder.bucket(bucket)
                                        .key("key")
                                        .contentType("text/html")
                                        .cacheControl("no-cache")
                                        .contentDisposition("attachment")
                                        .contentEncoding("gzip")
                                        .contentLanguage("de")
                                        .expires(Instant.parse("2030-01-01T00:00:00Z"))
                                        .metadata(Map.of("Colour", "red", "n", "1"))
                                        .tagging("a=1&b=2%203"),
                        RequestBody.fromString("hello"));

        var head = s3.headObject(builder -> builder.bucket(bucket).key("key"));

        assertThat(put.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(head.eTag()).isEqualTo(put.eTag());
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.contentType()).isEqualTo("text/html");
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.contentDisposition()).isEqualTo("attachment");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(head.expiresString()).isEqualTo("Tue, 01 Jan 2030 00:00:00 GMT");
        assertThat(head.metadata()).isEqualTo(Map.of("colour", "red", "n", "1"));
        assertThat(head.tagCount()).isEqualTo(2);
        assertThat(head.lastModified()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void keys_are_kept_byte_for_byte() throws IOException {
        List<String> keys =
                List.of(
                        "/leading",
                        "double//slash",
                        "trailing/",
                        "plus+plus",
                        "blank blank",
                        "percent%2Fpercent",
                        "é/日本/😀",
                        "a/../b",
                        "./c",
                        "?query&x=1#f",
                        "a=b;c,d",
                        "\"quoted\"<&>",
                        "back\\slash",
                        "~tilde_-.*'()",
                        "%",
                        "%25");
        for (String key : keys) {
            put(key, key);
            assertThat(new String(read(key), StandardCharsets.UTF_8)).isEqualTo(key);
        }
        assertThat(s3.listObjectsV2(builder -> builder.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(
                        s3.listObjectsV2(builder -> builder.bucket(bucket).encodingType("url"))
                                .contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void ranges_give_the_piece_asked_for() {
        put("key", "0123456789");
        assertThat(range("bytes=2-4")).isEqualTo("234");
        assertThat(range("bytes=7-")).isEqualTo("789");
        assertThat(range("bytes=-3")).isEqualTo("789");
        assertThat(range("bytes=0-100")).isEqualTo("0123456789");
        assertThat(range("bytes=5-2")).isEqualTo("0123456789");
        assertThat(range("lines=1-2")).isEqualTo("0123456789");
        var piece = s3.getObject(builder -> builder.bucket(bucket).key("key").range("bytes=2-4"));
        assertThat(piece.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertThat(piece.response().sdkHttpResponse().statusCode()).isEqualTo(206);
        assertRefused(
                416,
                "InvalidRange",
                s3Client ->
                        s3Client.getObject(b -> b.bucket(bucket).key("key").range("bytes=10-")));
        assertThat(
                        s3.headObject(builder -> builder.bucket(bucket).key("key").partNumber(1))
                                .contentLength())
                .isEqualTo(10);
    }

    @Test
    void conditions_on_reads() {
        String etag = put("key", "x");
        Instant before = Instant.now().minusSeconds(3_600);
        Instant after = Instant.now().plusSeconds(3_600);
        s3.getObject(builder ->
                builder.bucket(bucket).key("key").ifMatch(etag).ifUnmodifiedSince(before));
        s3.getObject(builder -> builder.bucket(bucket).key("key").ifModifiedSince(before));
        s3.getObject(builder -> builder.bucket(bucket).key("key").ifNoneMatch("\"other\""));
        assertRefused(
                412,
                "PreconditionFailed",
                s3Client ->
                        s3Client.getObject(b -> b.bucket(bucket).key("key").ifMatch("\"other\"")));
        assertRefused(
                412,
                "PreconditionFailed",
                s3Client ->
                        s3Client.getObject(
                                b -> b.bucket(bucket).key("key").ifUnmodifiedSince(before)));
        assertStatus(
                304,
                s3Client -> s3Client.getObject(b -> b.bucket(bucket).key("key").ifNoneMatch(etag)));
        assertStatus(
                304,
                s3Client ->
                        s3Client.headObject(b -> b.bucket(bucket).key("key").ifNoneMatch(etag)));
        assertStatus(
                304,
                s3Client ->
                        s3Client.getObject(
                                b -> b.bucket(bucket).key("key").ifModifiedSince(after)));
    }

    @Test
    void conditions_on_changes() throws IOException {
        String etag = put("key", "x");
        assertStatus(412, s3Client -> put(s3Client, b -> b.key("key").ifNoneMatch("*")));
        assertStatus(412, s3Client -> put(s3Client, b -> b.key("key").ifMatch("\"other\"")));
        assertStatus(404, s3Client -> put(s3Client, b -> b.key("none").ifMatch(etag)));
        assertThat(read("key")).hasSize(1);
        put(s3, b -> b.key("key").ifMatch(etag));
        put(s3, b -> b.key("new").ifNoneMatch("*"));
        assertThat(read("new")).isNotEmpty();
    }

    @Test
    void a_delete_is_done_whether_or_not_there_was_one() {
        put("key", "x");
        s3.deleteObject(builder -> builder.bucket(bucket).key("key"));
        s3.deleteObject(builder -> builder.bucket(bucket).key("key"));
        assertRefused(
                404, "NoSuchKey", s3Client -> s3Client.getObject(b -> b.bucket(bucket).key("key")));
        assertThat(eventsOf("key"))
                .containsExactly(EventType.CREATED_PUT, EventType.REMOVED_DELETE);
    }

    @Test
    void many_are_deleted_at_once() {
        for (int i = 0; i < 20; i++) {
            put("k" + i, "x");
        }
        var ids = new ArrayList<ObjectIdentifier>();
        for (int i = 10; i < 30; i++) {
            ids.add(ObjectIdentifier.builder().key("k" + i).build());
        }
        ids.add(ObjectIdentifier.builder().key("x".repeat(1_025)).build());

        var result =
                s3.deleteObjects(builder -> builder.bucket(bucket).delete(d -> d.objects(ids)));

        assertThat(result.deleted()).hasSize(20);
        assertThat(result.errors())
                .extracting(s3Error -> s3Error.code())
                .containsExactly("KeyTooLongError");
        assertThat(s3.listObjectsV2(builder -> builder.bucket(bucket)).contents()).hasSize(10);
        assertThat(
                        s3.deleteObjects(builder ->
                                        builder.bucket(bucket)
                                                .delete(d -> d.objects(ids).quiet(true)))
                                .deleted())
                .isEmpty();
    }

    @Test
    void a_copy_takes_data_metadata_and_tags() throws IOException {
        byte[] data = random(100_000);
        s3.putObject(
                builder ->
                        builder.bucket(bucket)
                                .key("from/é +%")
                                .contentType("text/css")
                                .metadata(Map.of("a", "1"))
                                .tagging("t=1"),
                RequestBody.fromBytes(data));

        var copy =
                s3.copyObject(builder ->
                        builder.sourceBucket(bucket)
                                .sourceKey("from/é +%")
                                .destinationBucket(bucket)
                                .destinationKey("to"));

        assertThat(read("to")).isEqualTo(data);
        var head = s3.headObject(builder -> builder.bucket(bucket).key("to"));
        assertThat(head.eTag()).isEqualTo(copy.copyObjectResult().eTag());
        assertThat(head.contentType()).isEqualTo("text/css");
        assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
        assertThat(head.tagCount()).isEqualTo(1);
        assertThat(eventsOf("to")).containsExactly(EventType.CREATED_COPY);
    }

    @Test
    void a_copy_replaces_metadata_and_tags_on_request() {
        put("from", "x");
        s3.copyObject(builder ->
                builder.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("from")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .metadata(Map.of("b", "2"))
                        .taggingDirective(TaggingDirective.REPLACE)
                        .tagging("n=1"));
        assertThat(s3.headObject(builder -> builder.bucket(bucket).key("from")).metadata())
                .isEqualTo(Map.of("b", "2"));
        assertThat(s3.getObjectTagging(builder -> builder.bucket(bucket).key("from")).tagSet())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("n=1");
        assertRefused(
                400,
                "InvalidRequest",
                s3Client ->
                        s3Client.copyObject(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("from")
                                        .destinationBucket(bucket)
                                        .destinationKey("from")));
        assertRefused(
                412,
                "PreconditionFailed",
                s3Client ->
                        s3Client.copyObject(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("from")
                                        .destinationBucket(bucket)
                                        .destinationKey("to")
                                        .copySourceIfMatch("\"other\"")));
    }

    @Test
    void lists_page_by_page() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            keys.add("dir%02d/file".formatted(i));
            keys.add("file%02d".formatted(i));
        }
        keys.forEach(key -> put(key, "x"));
        keys.sort(null);

        var listed = new ArrayList<String>();
        s3.listObjectsV2Paginator(builder -> builder.bucket(bucket).maxKeys(7))
                .contents()
                .forEach(s3Object -> listed.add(s3Object.key()));
        assertThat(listed).isEqualTo(keys);

        var prefixes = new ArrayList<String>();
        s3.listObjectsV2Paginator(builder -> builder.bucket(bucket).maxKeys(7).delimiter("/"))
                .commonPrefixes()
                .forEach(commonPrefix -> prefixes.add(commonPrefix.prefix()));
        assertThat(prefixes).hasSize(25).startsWith("dir00/").endsWith("dir24/");

        var old = new ArrayList<String>();
        String marker = "";
        boolean more = true;
        while (more) {
            String from = marker;
            var page =
                    s3.listObjects(builder ->
                            builder.bucket(bucket).maxKeys(7).delimiter("/").marker(from));
            page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(old::add);
            page.contents().stream().map(S3Object::key).forEach(old::add);
            marker = page.nextMarker();
            more = page.isTruncated();
        }
        assertThat(old).hasSize(50).doesNotHaveDuplicates();
        assertThat(
                        s3.listObjectsV2(builder ->
                                builder.bucket(bucket).startAfter("file20").prefix("file")))
                .satisfies(response -> assertThat(response.keyCount()).isEqualTo(4));
    }

    @Test
    void tags_are_set_read_and_taken_away() {
        put("key", "x");
        s3.putObjectTagging(builder ->
                builder.bucket(bucket).key("key").tagging(t -> t.tagSet(tag("a", "é<"))));
        assertThat(s3.getObjectTagging(builder -> builder.bucket(bucket).key("key")).tagSet())
                .extracting(found -> new Tag(found.key(), found.value()))
                .containsExactly(new Tag("a", "é<"));
        s3.deleteObjectTagging(builder -> builder.bucket(bucket).key("key"));
        assertThat(s3.getObjectTagging(builder -> builder.bucket(bucket).key("key")).tagSet())
                .isEmpty();
        assertThat(eventsOf("key")).containsExactly(EventType.CREATED_PUT);
    }

    @Test
    void every_checksum_is_verified_kept_and_shown() {
        for (var algorithm :
                List.of(
                        ChecksumAlgorithm.CRC32,
                        ChecksumAlgorithm.CRC32_C,
                        ChecksumAlgorithm.SHA1,
                        ChecksumAlgorithm.SHA256)) {
            var put =
                    s3.putObject(
                            builder ->
                                    builder.bucket(bucket).key("key").checksumAlgorithm(algorithm),
                            RequestBody.fromBytes(random(200_000)));
            var get =
                    s3.getObjectAsBytes(builder ->
                                    builder.bucket(bucket)
                                            .key("key")
                                            .checksumMode(ChecksumMode.ENABLED))
                            .response();
            assertThat(get.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
            assertThat(List.of(sums(get.toString()))).isEqualTo(List.of(sums(put.toString())));
        }
    }

    @Test
    void every_form_of_body_is_taken() throws IOException {
        byte[] data = random(300_000);
        try (var plain =
                world.builder()
                        .serviceConfiguration(builder -> builder.chunkedEncodingEnabled(false))
                        .build()) {
            plain.putObject(
                    builder -> builder.bucket(bucket).key("a"), RequestBody.fromBytes(data));
        }
        s3.putObject(
                builder -> builder.bucket(bucket).key("b"),
                RequestBody.fromInputStream(new java.io.ByteArrayInputStream(data), data.length));
        assertThat(read("a")).isEqualTo(data);
        assertThat(read("b")).isEqualTo(data);
    }

    @Test
    void presigned_urls_work_without_a_client() throws IOException {
        try (var presigner = world.presigner()) {
            var put =
                    presigner.presignPutObject(builder ->
                            builder.signatureDuration(Duration.ofMinutes(1))
                                    .putObjectRequest(p -> p.bucket(bucket).key("a b")));
            assertThat(send(put.url(), "PUT", "hello")).isEqualTo(200);
            var get =
                    presigner.presignGetObject(builder ->
                            builder.signatureDuration(Duration.ofMinutes(1))
                                    .getObjectRequest(g ->
                                            g.bucket(bucket)
                                                    .key("a b")
                                                    .responseContentType("x/y")));
            var connection = (HttpURLConnection) get.url().openConnection();
            assertThat(connection.getContentType()).isEqualTo("x/y");
            try (InputStream in = connection.getInputStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void what_clients_probe_is_answered_sanely() {
        assertThat(s3.getBucketVersioning(builder -> builder.bucket(bucket)).statusAsString())
                .isNull();
        assertThat(s3.getBucketAcl(builder -> builder.bucket(bucket)).grants())
                .extracting(grant -> grant.permissionAsString())
                .containsExactly("FULL_CONTROL");
        assertRefused(
                404,
                "NoSuchBucketPolicy",
                s3Client -> s3Client.getBucketPolicy(b -> b.bucket(bucket)));
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                s3Client -> s3Client.getBucketLifecycleConfiguration(b -> b.bucket(bucket)));
        assertRefused(
                404, "NoSuchTagSet", s3Client -> s3Client.getBucketTagging(b -> b.bucket(bucket)));
        assertRefused(
                404,
                "NoSuchCORSConfiguration",
                s3Client -> s3Client.getBucketCors(b -> b.bucket(bucket)));
        assertRefused(
                404,
                "ServerSideEncryptionConfigurationNotFoundError",
                s3Client -> s3Client.getBucketEncryption(b -> b.bucket(bucket)));
        assertRefused(
                404,
                "ObjectLockConfigurationNotFoundError",
                s3Client -> s3Client.getObjectLockConfiguration(b -> b.bucket(bucket)));
    }

    @Test
    void an_event_names_the_request_that_caused_it() {
        var put =
                s3.putObject(
                        builder -> builder.bucket(bucket).key("key"), RequestBody.fromString("x"));

        var event =
                world.events().stream()
                        .filter(objectEvent -> objectEvent.change().bucket().name().equals(bucket))
                        .toList()
                        .getFirst();

        assertThat(event.change().origin().requestId())
                .isEqualTo(put.responseMetadata().requestId());
        assertThat(event.change().origin().host())
                .isEqualTo(put.responseMetadata().extendedRequestId());
        assertThat(event.change().origin().principal()).isEqualTo("root");
        assertThat(event.change().object().etag()).isEqualTo("9dd4e461268c8034f5c8564e155c67a6");
    }

    private interface Call {
        Object of(S3Client client);
    }

    private void assertRefused(int status, String code, Call call) {
        assertThatThrownBy(() -> call.of(s3))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(s3Exception.statusCode()).isEqualTo(status);
                            assertThat(s3Exception.requestId()).startsWith("tx");
                        });
    }

    private void assertStatus(int status, Call call) {
        assertThatThrownBy(() -> call.of(s3))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(status));
    }

    private String put(String key, String data) {
        return s3.putObject(
                        builder -> builder.bucket(bucket).key(key), RequestBody.fromString(data))
                .eTag();
    }

    private Object put(S3Client client, Consumer<PutObjectRequest.Builder> more) {
        var request = PutObjectRequest.builder().bucket(bucket);
        more.accept(request);
        return client.putObject(request.build(), RequestBody.fromString("changed"));
    }

    private byte[] read(String key) throws IOException {
        try (var in = s3.getObject(builder -> builder.bucket(bucket).key(key))) {
            return in.readAllBytes();
        }
    }

    private String range(String range) {
        return s3.getObjectAsBytes(builder -> builder.bucket(bucket).key("key").range(range))
                .asUtf8String();
    }

    private static software.amazon.awssdk.services.s3.model.Tag tag(String key, String value) {
        return software.amazon.awssdk.services.s3.model.Tag.builder().key(key).value(value).build();
    }

    private List<EventType> eventsOf(String key) {
        return world.events().stream()
                .map(objectEvent -> objectEvent.change())
                .filter(change ->
                        change.bucket().name().equals(bucket) && change.object().key().equals(key))
                .map(change -> change.type())
                .toList();
    }

    /** Returns the checksums in an answer's text. */
    private static String sums(String response) {
        var sums = new TreeMap<String, String>();
        var matcher =
                java.util.regex.Pattern.compile("(Checksum(?!Type)\\w+)=([^,)]+)")
                        .matcher(response);
        while (matcher.find()) {
            sums.put(matcher.group(1), matcher.group(2));
        }
        assertThat(sums).isNotEmpty();
        return sums.toString();
    }

    private static int send(URL url, String method, String body) throws IOException {
        var connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod(method);
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return connection.getResponseCode();
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }
}
