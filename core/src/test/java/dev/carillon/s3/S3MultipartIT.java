package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tests of uploads in parts with the unmodified AWS SDK, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3MultipartIT {
    private static final int LEAST = 5 << 20;
    private static final byte[] FIRST = random(LEAST);
    private static final byte[] SECOND = random(LEAST + 7);
    private static final byte[] LAST = random(100);

    @TempDir static Path directory;

    private S3World world;
    private S3Client s3;
    private RawS3 raw;
    private int buckets;
    private String bucket;

    @BeforeAll
    void start() {
        world = new S3World(directory);
        s3 = world.client();
        raw = new RawS3(world.port());
    }

    @AfterAll
    void stop() {
        s3.close();
        world.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = "parts-" + buckets++;
        s3.createBucket(builder -> builder.bucket(bucket));
    }

    @Test
    void an_object_is_joined_from_its_parts_and_notified_once() throws IOException {
        String id =
                s3.createMultipartUpload(builder ->
                                builder.bucket(bucket)
                                        .key("dir/k")
                                        .contentType("text/html")
                                        .metadata(Map.of("colour", "red"))
                                        .tagging("a=1"))
                        .uploadId();
        CompletedPart last = part(id, 3, LAST);
        CompletedPart first = part(id, 1, FIRST);
        part(id, 2, LAST);
        CompletedPart second = part(id, 2, SECOND);
        assertThat(events()).isEmpty();

        var made = complete(id, first, second, last);

        assertThat(made.eTag()).isEqualTo('"' + etag(FIRST, SECOND, LAST) + '"');
        assertThat(made.location()).isEqualTo(world.url() + "/" + bucket + "/dir/k");
        assertThat(read("dir/k")).isEqualTo(join(FIRST, SECOND, LAST));
        var head = s3.headObject(builder -> builder.bucket(bucket).key("dir/k"));
        assertThat(head.eTag()).isEqualTo(made.eTag());
        assertThat(head.contentType()).isEqualTo("text/html");
        assertThat(head.metadata()).isEqualTo(Map.of("colour", "red"));
        assertThat(head.tagCount()).isEqualTo(1);
        ObjectEvent event = events().getFirst();
        assertThat(events()).hasSize(1);
        assertThat(event.change().type()).isEqualTo(EventType.CREATED_MULTIPART_UPLOAD);
        assertThat(event.change().object().etag()).isEqualTo(etag(FIRST, SECOND, LAST));
        assertThat(event.change().object().size()).isEqualTo(head.contentLength());
        assertThat(event.change().object().metadata()).isEqualTo(Map.of("colour", "red"));

        assertThat(complete(id, first, second, last).eTag()).isEqualTo(made.eTag());
        assertThat(events()).hasSize(1);
        assertRefused(404, "NoSuchUpload", () -> complete(id, first, second));
    }

    @Test
    void ranges_and_part_numbers_find_their_parts() {
        String id = create();
        complete(id, part(id, 1, FIRST), part(id, 5, LAST));
        byte[] all = join(FIRST, LAST);

        assertThat(piece("bytes=5242870-5242889"))
                .isEqualTo(Arrays.copyOfRange(all, LEAST - 10, LEAST + 10));
        assertThat(piece("bytes=-3"))
                .isEqualTo(Arrays.copyOfRange(all, all.length - 3, all.length));
        var second =
                s3.getObjectAsBytes(builder -> builder.bucket(bucket).key("dir/k").partNumber(2));
        assertThat(second.asByteArray()).isEqualTo(LAST);
        assertThat(second.response().partsCount()).isEqualTo(2);
        assertThat(second.response().contentRange())
                .isEqualTo("bytes " + LEAST + "-" + (LEAST + 99) + "/" + (LEAST + 100));
        assertThat(
                        s3.headObject(builder -> builder.bucket(bucket).key("dir/k").partNumber(1))
                                .partsCount())
                .isEqualTo(2);
        assertRefused(
                416,
                "InvalidPartNumber",
                () ->
                        s3.getObjectAsBytes(
                                builder -> builder.bucket(bucket).key("dir/k").partNumber(3)));
    }

    @Test
    void parts_are_copied_from_objects_too() throws IOException {
        s3.putObject(
                builder -> builder.bucket(bucket).key("source"), RequestBody.fromBytes(SECOND));
        String id = create();
        var whole =
                s3.uploadPartCopy(builder ->
                        builder.sourceBucket(bucket)
                                .sourceKey("source")
                                .destinationBucket(bucket)
                                .destinationKey("dir/k")
                                .uploadId(id)
                                .partNumber(1));
        var piece =
                s3.uploadPartCopy(builder ->
                        builder.sourceBucket(bucket)
                                .sourceKey("source")
                                .copySourceRange("bytes=10-19")
                                .destinationBucket(bucket)
                                .destinationKey("dir/k")
                                .uploadId(id)
                                .partNumber(2));
        assertRefused(
                400,
                "InvalidArgument",
                () ->
                        s3.uploadPartCopy(builder ->
                                builder.sourceBucket(bucket)
                                        .sourceKey("source")
                                        .copySourceRange("bytes=10-9999999")
                                        .destinationBucket(bucket)
                                        .destinationKey("dir/k")
                                        .uploadId(id)
                                        .partNumber(3)));

        complete(
                id,
                completed(1, whole.copyPartResult().eTag()),
                completed(2, piece.copyPartResult().eTag()));

        assertThat(read("dir/k")).isEqualTo(join(SECOND, Arrays.copyOfRange(SECOND, 10, 20)));
    }

    @Test
    void uploads_and_parts_are_listed() {
        String first = create();
        String other =
                s3.createMultipartUpload(builder -> builder.bucket(bucket).key("a b&c")).uploadId();
        part(first, 2, LAST);
        part(first, 9_999, LAST);

        var uploads = s3.listMultipartUploads(builder -> builder.bucket(bucket));
        assertThat(uploads.uploads())
                .extracting(MultipartUpload::key, MultipartUpload::uploadId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a b&c", other),
                        org.assertj.core.groups.Tuple.tuple("dir/k", first));
        assertThat(uploads.uploads().getFirst().initiator().id()).isEqualTo("root");
        var page = s3.listMultipartUploads(builder -> builder.bucket(bucket).maxUploads(1));
        assertThat(page.isTruncated()).isTrue();
        var rest =
                s3.listMultipartUploads(builder ->
                        builder.bucket(bucket)
                                .delimiter("/")
                                .keyMarker(page.nextKeyMarker())
                                .uploadIdMarker(page.nextUploadIdMarker()));
        assertThat(rest.uploads()).isEmpty();
        assertThat(rest.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("dir/");

        var parts =
                s3.listPartsPaginator(
                        builder -> builder.bucket(bucket).key("dir/k").uploadId(first).maxParts(1));
        assertThat(parts.parts())
                .extracting(Part::partNumber, Part::size, Part::eTag)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, 100L, '"' + md5(LAST) + '"'),
                        org.assertj.core.groups.Tuple.tuple(9_999, 100L, '"' + md5(LAST) + '"'));
    }

    @Test
    void an_aborted_upload_is_gone_without_a_word() throws IOException {
        String id = create();
        CompletedPart part = part(id, 1, LAST);
        s3.abortMultipartUpload(builder -> builder.bucket(bucket).key("dir/k").uploadId(id));

        String path = "/" + bucket + "/dir/k?partNumber=1&uploadId=" + id;
        refused(404, "NoSuchUpload", "PUT", path, "x");
        assertRefused(404, "NoSuchUpload", () -> complete(id, part));
        assertRefused(
                404,
                "NoSuchUpload",
                () ->
                        s3.abortMultipartUpload(
                                builder -> builder.bucket(bucket).key("dir/k").uploadId(id)));
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.listParts(builder -> builder.bucket(bucket).key("dir/k").uploadId(id)));
        assertThat(s3.listMultipartUploads(builder -> builder.bucket(bucket)).uploads()).isEmpty();
        assertThat(events()).isEmpty();
        s3.deleteBucket(builder -> builder.bucket(bucket));
    }

    @Test
    void what_cannot_be_completed_is_refused_and_can_be_put_right() throws IOException {
        String id = create();
        CompletedPart small = part(id, 1, LAST);
        CompletedPart second = part(id, 2, LAST);
        assertRefused(400, "InvalidPartOrder", () -> complete(id, second, small));
        assertRefused(400, "InvalidPart", () -> complete(id, completed(3, small.eTag())));
        assertRefused(
                400, "InvalidPart", () -> complete(id, completed(1, "\"" + "0".repeat(32) + "\"")));
        assertRefused(400, "EntityTooSmall", () -> complete(id, small, second));
        assertRefused(
                400,
                "InvalidRequest",
                () ->
                        s3.completeMultipartUpload(builder ->
                                builder.bucket(bucket)
                                        .key("dir/k")
                                        .uploadId(id)
                                        .mpuObjectSize(1L)
                                        .multipartUpload(m -> m.parts(small))));
        s3.putObject(
                builder -> builder.bucket(bucket).key("dir/k"), RequestBody.fromString("there"));
        assertRefused(
                412,
                "PreconditionFailed",
                () ->
                        s3.completeMultipartUpload(builder ->
                                builder.bucket(bucket)
                                        .key("dir/k")
                                        .uploadId(id)
                                        .ifNoneMatch("*")
                                        .multipartUpload(m -> m.parts(small))));

        complete(id, small);

        assertThat(read("dir/k")).isEqualTo(LAST);
    }

    @ParameterizedTest
    @CsvSource({
        "CRC32,COMPOSITE",
        "CRC32,FULL_OBJECT",
        "CRC32_C,FULL_OBJECT",
        "SHA256,COMPOSITE",
        "SHA1,COMPOSITE"
    })
    void checksums_are_kept_for_the_whole(ChecksumAlgorithm algorithm, ChecksumType type)
            throws IOException {
        var created =
                s3.createMultipartUpload(builder ->
                        builder.bucket(bucket)
                                .key("dir/k")
                                .checksumAlgorithm(algorithm)
                                .checksumType(type));
        assertThat(created.checksumAlgorithm()).isEqualTo(algorithm);
        assertThat(created.checksumType()).isEqualTo(type);
        String id = created.uploadId();
        UploadPartResponse first = send(id, 1, FIRST, algorithm);
        UploadPartResponse second = send(id, 2, LAST, algorithm);

        var made = complete(id, completed(1, first), completed(2, second));

        assertThat(made.checksumType()).isEqualTo(type);
        var back =
                s3.getObject(builder ->
                        builder.bucket(bucket).key("dir/k").checksumMode(ChecksumMode.ENABLED));
        assertThat(back.readAllBytes()).isEqualTo(join(FIRST, LAST));
        assertThat(back.response().checksumType()).isEqualTo(type);
        if (type == ChecksumType.FULL_OBJECT) {
            s3.putObject(
                    builder -> builder.bucket(bucket).key("whole").checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(join(FIRST, LAST)));
            var whole =
                    s3.headObject(builder ->
                            builder.bucket(bucket).key("whole").checksumMode(ChecksumMode.ENABLED));
            assertThat(back.response().checksumCRC32()).isEqualTo(whole.checksumCRC32());
            assertThat(back.response().checksumCRC32C()).isEqualTo(whole.checksumCRC32C());
        }
        var wrong =
                completed(1, first).toBuilder()
                        .checksumCRC32("AAAAAA==")
                        .checksumCRC32C("AAAAAA==")
                        .checksumSHA1("x")
                        .checksumSHA256("x")
                        .build();
        String again = create();
        CompletedPart part = completed(1, send(again, 1, LAST, algorithm));
        assertRefused(
                400,
                "InvalidPart",
                () -> complete(again, wrong.toBuilder().eTag(part.eTag()).build()));
    }

    @Test
    void bad_input_is_named() throws IOException {
        String path = "/" + bucket + "/dir/k";
        String id = create();
        refused(400, "InvalidArgument", "PUT", path + "?partNumber=0&uploadId=" + id, "x");
        refused(400, "InvalidArgument", "PUT", path + "?partNumber=10001&uploadId=" + id, "x");
        refused(400, "InvalidArgument", "PUT", path + "?partNumber=x&uploadId=" + id, "x");
        refused(404, "NoSuchUpload", "PUT", path + "?partNumber=1&uploadId=x", "x");
        refused(404, "NoSuchUpload", "PUT", path + "?partNumber=1&uploadId=" + "f".repeat(16), "x");
        refused(404, "NoSuchUpload", "PUT", path + "2?partNumber=1&uploadId=" + id, "x");
        refused(400, "MalformedXML", "POST", path + "?uploadId=" + id, "");
        refused(
                400,
                "MalformedXML",
                "POST",
                path + "?uploadId=" + id,
                "<CompleteMultipartUpload/>");
        refused(
                400,
                "MalformedXML",
                "POST",
                path + "?uploadId=" + id,
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part>"
                        + "</CompleteMultipartUpload>");
        refused(400, "InvalidArgument", "GET", path + "?part-number-marker=x&uploadId=" + id, "");
        refused(400, "InvalidArgument", "GET", path + "?max-parts=-1&uploadId=" + id, "");
        refused(
                400,
                "InvalidArgument",
                "GET",
                "/" + bucket + "?uploads&key-marker=a&upload-id-marker=x",
                "");
        refused(404, "NoSuchBucket", "POST", "/nowhere/k?uploads", "");
        refused(404, "NoSuchBucket", "GET", "/nowhere?uploads", "");
        assertRefused(
                400,
                "InvalidRequest",
                () ->
                        s3.createMultipartUpload(builder ->
                                builder.bucket(bucket)
                                        .key("k")
                                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                        .checksumType(ChecksumType.FULL_OBJECT)));
        assertRefused(
                400,
                "BadDigest",
                () ->
                        s3.uploadPart(
                                builder ->
                                        builder.bucket(bucket)
                                                .key("dir/k")
                                                .uploadId(id)
                                                .partNumber(1)
                                                .contentMD5(
                                                        Base64.getEncoder()
                                                                .encodeToString(new byte[16])),
                                RequestBody.fromString("x")));
        assertThat(
                        s3.listParts(builder -> builder.bucket(bucket).key("dir/k").uploadId(id))
                                .parts())
                .isEmpty();
    }

    private interface Call {
        Object now();
    }

    private void refused(int status, String code, String method, String path, String body)
            throws IOException {
        var reply = raw.send(method, path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.text()).contains("<Code>" + code + "</Code>");
    }

    private static void assertRefused(int status, String code, Call call) {
        assertThatThrownBy(call::now)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(s3Exception.statusCode()).isEqualTo(status);
                        });
    }

    private String create() {
        return s3.createMultipartUpload(builder -> builder.bucket(bucket).key("dir/k")).uploadId();
    }

    private CompletedPart part(String id, int number, byte[] data) {
        var part =
                s3.uploadPart(
                        builder ->
                                builder.bucket(bucket).key("dir/k").uploadId(id).partNumber(number),
                        RequestBody.fromBytes(data));
        assertThat(part.eTag()).isEqualTo('"' + md5(data) + '"');
        return completed(number, part.eTag());
    }

    private UploadPartResponse send(
            String id, int number, byte[] data, ChecksumAlgorithm algorithm) {
        return s3.uploadPart(
                builder ->
                        builder.bucket(bucket)
                                .key("dir/k")
                                .uploadId(id)
                                .partNumber(number)
                                .checksumAlgorithm(algorithm),
                RequestBody.fromBytes(data));
    }

    private CompleteMultipartUploadResponse complete(String id, CompletedPart... parts) {
        return s3.completeMultipartUpload(builder ->
                builder.bucket(bucket)
                        .key("dir/k")
                        .uploadId(id)
                        .multipartUpload(m -> m.parts(List.of(parts))));
    }

    private static CompletedPart completed(int number, String etag) {
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private static CompletedPart completed(int number, UploadPartResponse part) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(part.eTag())
                .checksumCRC32(part.checksumCRC32())
                .checksumCRC32C(part.checksumCRC32C())
                .checksumSHA1(part.checksumSHA1())
                .checksumSHA256(part.checksumSHA256())
                .build();
    }

    private byte[] read(String key) throws IOException {
        try (var in = s3.getObject(builder -> builder.bucket(bucket).key(key))) {
            return in.readAllBytes();
        }
    }

    private byte[] piece(String range) {
        return s3.getObjectAsBytes(builder -> builder.bucket(bucket).key("dir/k").range(range))
                .asByteArray();
    }

    private List<ObjectEvent> events() {
        return world.events().stream()
                .filter(objectEvent -> objectEvent.change().bucket().name().equals(bucket))
                .toList();
    }

    private static String etag(byte[]... parts) {
        byte[] sums =
                join(
                        Arrays.stream(parts)
                                .map(bytes -> HexFormat.of().parseHex(md5(bytes)))
                                .toArray(byte[][]::new));
        return md5(sums) + "-" + parts.length;
    }

    private static String md5(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] join(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }
}
