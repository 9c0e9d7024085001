package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.s3.RawS3.Reply;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tests of details in which S3's own and Ceph's suites found answers that differ from S3's. */
class S3DifferencesIT {
    @TempDir Path directory;

    private S3World world;
    private S3Client s3;
    private RawS3 raw;

    @BeforeEach
    void start() {
        world = new S3World(directory);
        s3 = world.client();
        raw = new RawS3(world.port());
        s3.createBucket(builder -> builder.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
        world.close();
    }

    @ParameterizedTest
    @CsvSource({"CRC32, FULL_OBJECT", "CRC32, COMPOSITE", "CRC32_C, FULL_OBJECT"})
    void an_upload_is_completed_with_the_checksum_of_the_whole(
            ChecksumAlgorithm algorithm, ChecksumType type) {
        String computed = complete(algorithm, type, _ -> {});
        assertThat(complete(algorithm, type, builder -> sum(builder, algorithm, computed)))
                .isEqualTo(computed);
        assertThat(complete(algorithm, type, builder -> builder.checksumType(type)))
                .isEqualTo(computed);
        assertThat(
                        status(() ->
                                complete(
                                        algorithm,
                                        type,
                                        builder -> sum(builder, algorithm, wrong(computed)))))
                .isEqualTo(400);
        ChecksumType other =
                type == ChecksumType.COMPOSITE ? ChecksumType.FULL_OBJECT : ChecksumType.COMPOSITE;
        assertThat(status(() -> complete(algorithm, type, builder -> builder.checksumType(other))))
                .isEqualTo(400);
    }

    @Test
    void a_conditional_delete_of_nothing_is_done_and_leaves_no_marker() throws IOException {
        assertThat(raw.send("DELETE", "/bucket/gone", "", Map.of("if-match", "\"x\"")).status())
                .isEqualTo(204);
        s3.putBucketVersioning(builder ->
                builder.bucket("bucket").versioningConfiguration(v -> v.status("Enabled")));
        assertThat(raw.send("DELETE", "/bucket/gone", "", Map.of("if-match", "\"x\"")).status())
                .isEqualTo(204);
        assertThat(s3.listObjectVersions(builder -> builder.bucket("bucket")).deleteMarkers())
                .isEmpty();
    }

    @Test
    void a_delete_goes_by_size_and_time_too() {
        put("k", "four");
        var time = s3.headObject(builder -> builder.bucket("bucket").key("k")).lastModified();
        assertThat(
                        status(() ->
                                s3.deleteObject(builder ->
                                        builder.bucket("bucket").key("k").ifMatchSize(5L))))
                .isEqualTo(412);
        assertThat(
                        status(() ->
                                s3.deleteObject(builder ->
                                        builder.bucket("bucket")
                                                .key("k")
                                                .ifMatchLastModifiedTime(time.plusSeconds(1)))))
                .isEqualTo(412);
        assertThat(size("k")).isEqualTo(4);
        s3.deleteObject(builder ->
                builder.bucket("bucket").key("k").ifMatchSize(4L).ifMatchLastModifiedTime(time));
        assertThat(status(() -> size("k"))).isEqualTo(404);
    }

    @Test
    void deletes_of_many_go_by_size_and_time_each() {
        put("k", "four");
        put("l", "four");
        var time = s3.headObject(builder -> builder.bucket("bucket").key("l")).lastModified();
        var result =
                s3.deleteObjects(builder ->
                        builder.bucket("bucket")
                                .delete(d ->
                                        d.objects(
                                                List.of(
                                                        ObjectIdentifier.builder()
                                                                .key("k")
                                                                .size(5L)
                                                                .build(),
                                                        ObjectIdentifier.builder()
                                                                .key("l")
                                                                .size(4L)
                                                                .lastModifiedTime(time)
                                                                .build()))));
        assertThat(result.errors())
                .singleElement()
                .satisfies(s3Error -> {
                    assertThat(s3Error.key()).isEqualTo("k");
                    assertThat(s3Error.code()).isEqualTo("PreconditionFailed");
                });
        assertThat(result.deleted())
                .extracting(deletedObject -> deletedObject.key())
                .containsExactly("l");
        assertThat(size("k")).isEqualTo(4);
    }

    @Test
    void a_condition_on_a_version_is_about_that_version() {
        s3.putBucketVersioning(builder ->
                builder.bucket("bucket").versioningConfiguration(v -> v.status("Enabled")));
        String old = put("k", "old").versionId();
        String etag = put("k", "new").eTag();
        assertThat(
                        status(() ->
                                s3.deleteObject(builder ->
                                        builder.bucket("bucket")
                                                .key("k")
                                                .versionId(old)
                                                .ifMatch(etag))))
                .isEqualTo(412);
        s3.deleteObject(
                builder -> builder.bucket("bucket").key("k").versionId(old).ifMatchSize(3L));
        assertThat(s3.listObjectVersions(builder -> builder.bucket("bucket")).versions())
                .hasSize(1);
    }

    @Test
    void an_upload_is_made_unless_the_object_is_the_one_named() throws IOException {
        String etag = put("k", "first").eTag();
        assertThat(raw.send("PUT", "/bucket/k", "x", Map.of("if-none-match", etag)).status())
                .isEqualTo(412);
        assertThat(raw.send("PUT", "/bucket/k", "x", Map.of("if-none-match", "\"other\"")).status())
                .isEqualTo(200);
        assertThat(raw.send("PUT", "/bucket/l", "x", Map.of("if-none-match", etag)).status())
                .isEqualTo(200);
    }

    @Test
    void buckets_are_listed_by_prefix_and_in_pages() {
        for (String name : new String[] {"blue-1", "blue-2", "blue-3", "red-1"}) {
            s3.createBucket(builder -> builder.bucket(name));
        }
        var first = s3.listBuckets(builder -> builder.prefix("blue-").maxBuckets(2));
        assertThat(first.buckets())
                .extracting(bucket -> bucket.name())
                .containsExactly("blue-1", "blue-2");
        assertThat(first.prefix()).isEqualTo("blue-");
        var second =
                s3.listBuckets(builder ->
                        builder.prefix("blue-")
                                .maxBuckets(2)
                                .continuationToken(first.continuationToken()));
        assertThat(second.buckets()).extracting(bucket -> bucket.name()).containsExactly("blue-3");
        assertThat(second.continuationToken()).isNull();
        assertThat(status(() -> s3.listBuckets(builder -> builder.maxBuckets(0)))).isEqualTo(400);
        assertThat(s3.listBuckets(builder -> builder.bucketRegion("default")).buckets()).hasSize(5);
        assertThat(s3.listBuckets(builder -> builder.bucketRegion("mars")).buckets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|gzip",
                "deflate, gzip|deflate, gzip",
                "aws-chunked,gzip|gzip",
                "gzip, aws-chunked|gzip",
                "aws-chunked|",
                "aws-chunked, aws-chunked|"
            })
    void a_content_encoding_comes_back_as_it_was_sent(String sent, String back) throws IOException {
        raw.send("PUT", "/bucket/k", "x", Map.of("content-encoding", sent));
        assertThat(s3.headObject(builder -> builder.bucket("bucket").key("k")).contentEncoding())
                .isEqualTo(back);
    }

    @Test
    void attributes_of_an_object_are_returned_without_its_data() {
        complete(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT, _ -> {});
        var all =
                s3.getObjectAttributes(builder ->
                        builder.bucket("bucket")
                                .key("parts")
                                .objectAttributes(ObjectAttributes.knownValues()));
        assertThat(all.eTag()).endsWith("-1").doesNotContain("\"");
        assertThat(all.objectSize()).isEqualTo(1);
        assertThat(all.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(all.checksum().checksumCRC32()).isNotBlank();
        assertThat(all.checksum().checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        assertThat(all.objectParts().totalPartsCount()).isEqualTo(1);
        assertThat(all.objectParts().parts())
                .singleElement()
                .satisfies(objectPart -> assertThat(objectPart.size()).isEqualTo(1));
        assertThat(all.lastModified()).isNotNull();
        var size =
                s3.getObjectAttributes(builder ->
                        builder.bucket("bucket")
                                .key("parts")
                                .objectAttributes(ObjectAttributes.OBJECT_SIZE));
        assertThat(size.eTag()).isNull();
        assertThat(
                        status(() ->
                                s3.getObjectAttributes(builder ->
                                        builder.bucket("bucket")
                                                .key("nobody")
                                                .objectAttributes(ObjectAttributes.E_TAG))))
                .isEqualTo(404);
    }

    @Test
    void an_expectation_nobody_knows_fails() throws IOException {
        Reply reply = raw.send("PUT", "/bucket/k", "x", Map.of("expect", "200"));
        assertThat(reply.status()).isEqualTo(417);
        assertThat(reply.code()).isEqualTo("ExpectationFailed");
        assertThat(status(() -> size("k"))).isEqualTo(404);
    }

    @Test
    void a_body_in_http_chunks_needs_its_length_in_a_header() throws IOException {
        Reply plain = chunked(Map.of(), "UNSIGNED-PAYLOAD", "x");
        assertThat(plain.status()).isEqualTo(411);
        assertThat(plain.code()).isEqualTo("MissingContentLength");
        Map<String, String> length = Map.of("x-amz-decoded-content-length", "1");
        assertThat(chunked(length, "UNSIGNED-PAYLOAD", "x").status()).isEqualTo(411);
        String pieces = "1\r\nx\r\n0\r\n\r\n";
        assertThat(chunked(length, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", pieces).status())
                .isEqualTo(200);
        assertThat(size("k")).isEqualTo(1);
    }

    @Test
    void an_announced_trailer_that_does_not_come_is_refused_and_nothing_is_stored()
            throws IOException {
        var announced =
                Map.of(
                        "x-amz-decoded-content-length",
                        "1",
                        "x-amz-trailer",
                        "x-amz-checksum-crc32");
        Reply reply =
                chunked(announced, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "1\r\nx\r\n0\r\n\r\n");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("MalformedTrailerError");
        assertThat(status(() -> size("k"))).isEqualTo(404);
    }

    private PutObjectResponse put(String key, String text) {
        return s3.putObject(
                builder -> builder.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private long size(String key) {
        return s3.headObject(builder -> builder.bucket("bucket").key(key)).contentLength();
    }

    /** Completes an upload of one part, and returns its checksum. */
    private String complete(
            ChecksumAlgorithm algorithm,
            ChecksumType type,
            Consumer<CompleteMultipartUploadRequest.Builder> more) {
        var created =
                s3.createMultipartUpload(builder ->
                        builder.bucket("bucket")
                                .key("parts")
                                .checksumAlgorithm(algorithm)
                                .checksumType(type));
        var part =
                s3.uploadPart(
                        builder ->
                                builder.bucket("bucket")
                                        .key("parts")
                                        .uploadId(created.uploadId())
                                        .partNumber(1)
                                        .checksumAlgorithm(algorithm),
                        RequestBody.fromString("x"));
        var completed = CompletedPart.builder().partNumber(1).eTag(part.eTag()).build();
        var made =
                s3.completeMultipartUpload(builder -> {
                    builder.bucket("bucket")
                            .key("parts")
                            .uploadId(created.uploadId())
                            .multipartUpload(m -> m.parts(completed));
                    more.accept(builder);
                });
        return algorithm == ChecksumAlgorithm.CRC32 ? made.checksumCRC32() : made.checksumCRC32C();
    }

    private static void sum(
            CompleteMultipartUploadRequest.Builder to, ChecksumAlgorithm algorithm, String value) {
        if (algorithm == ChecksumAlgorithm.CRC32) {
            to.checksumCRC32(value);
        } else {
            to.checksumCRC32C(value);
        }
    }

    private static String wrong(String checksum) {
        return (checksum.startsWith("B") ? "C" : "B") + checksum.substring(1);
    }

    private static int status(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    /** Sends a PUT in one HTTP chunk; its body is not covered by the signature. */
    private Reply chunked(Map<String, String> signed, String payload, String body)
            throws IOException {
        var headers = new LinkedHashMap<>(signed);
        headers.put("host", "127.0.0.1:" + world.port());
        var key = new AccessKey(S3World.KEY_ID, Secret.of(S3World.SECRET), "root");
        String query =
                new SigV4Signer(key, "default", "s3", InstantSource.system())
                        .presign(
                                new RequestToSign("PUT", "/bucket/k", "", headers),
                                Duration.ofMinutes(5));
        var text = new StringBuilder("PUT /bucket/k?" + query + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        text.append("x-amz-content-sha256: " + payload + "\r\nconnection: close\r\n")
                .append("transfer-encoding: chunked\r\n\r\n")
                .append(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), world.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            String reply =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Reply(Integer.parseInt(reply.substring(9, 12)), reply);
        }
    }
}
