package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tests of the facts about the parts of a finished object, with the AWS SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ObjectPartsIT {
    private static final byte[] FIRST = random(5 << 20);
    private static final byte[] SECOND = random((5 << 20) + 7);
    private static final byte[] LAST = random(100);
    private static final List<byte[]> ALL = List.of(FIRST, SECOND, LAST);

    private static final Tag TAG = Tag.builder().key("a").value("b").build();

    @TempDir static Path directory;

    private S3World world;
    private S3Client s3;
    private RawS3 raw;

    @BeforeAll
    void start() {
        world = new S3World(directory);
        s3 = world.client();
        raw = new RawS3(world.port());
        s3.createBucket(builder -> builder.bucket("bucket"));
    }

    @AfterAll
    void stop() {
        s3.close();
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CRC32,COMPOSITE",
        "CRC32_C,COMPOSITE",
        "CRC32_C,FULL_OBJECT",
        "SHA1,COMPOSITE",
        "SHA256,COMPOSITE"
    })
    void each_part_has_its_number_size_and_checksum(ChecksumAlgorithm algorithm, ChecksumType type)
            throws Exception {
        List<UploadPartResponse> sent =
                upload(builder -> builder.checksumAlgorithm(algorithm).checksumType(type));

        GetObjectAttributesParts parts = parts(0, 1_000);

        assertThat(parts.totalPartsCount()).isEqualTo(3);
        assertThat(parts.isTruncated()).isFalse();
        assertThat(parts.parts())
                .extracting(ObjectPart::partNumber, ObjectPart::size)
                .containsExactly(
                        tuple(1, (long) FIRST.length),
                        tuple(2, (long) SECOND.length),
                        tuple(3, (long) LAST.length));
        assertThat(parts.parts())
                .extracting(S3ObjectPartsIT::checksum)
                .isEqualTo(sent.stream().map(S3ObjectPartsIT::checksum).toList());
    }

    @Test
    void parts_come_in_pages() {
        upload(builder -> builder.checksumAlgorithm(ChecksumAlgorithm.CRC32_C));

        GetObjectAttributesParts first = parts(0, 2);
        assertThat(first.parts()).extracting(ObjectPart::partNumber).containsExactly(1, 2);
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.maxParts()).isEqualTo(2);
        assertThat(first.nextPartNumberMarker()).isEqualTo(2);
        assertThat(first.totalPartsCount()).isEqualTo(3);

        GetObjectAttributesParts second = parts(first.nextPartNumberMarker(), 2);
        assertThat(second.parts()).extracting(ObjectPart::partNumber).containsExactly(3);
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.partNumberMarker()).isEqualTo(2);
        assertThat(second.totalPartsCount()).isEqualTo(3);

        assertThat(parts(3, 2).parts()).isEmpty();
    }

    @Test
    void parts_that_came_without_checksums_are_only_counted() throws Exception {
        String id =
                between(raw.send("POST", "/bucket/key?uploads", ""), "<UploadId>", "</UploadId>");
        String target = "/bucket/key?partNumber=1&uploadId=" + id;
        String etag = between(raw.send("PUT", target, "data"), "ETag: ", "\r\n");
        String list =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                        .formatted(etag);
        assertThat(raw.send("POST", "/bucket/key?uploadId=" + id, list).status()).isEqualTo(200);

        GetObjectAttributesParts parts = parts(0, 1_000);

        assertThat(parts.totalPartsCount()).isEqualTo(1);
        assertThat(parts.hasParts()).isFalse();
        assertThat(parts.maxParts()).isNull();
    }

    @Test
    void checksums_of_parts_outlive_new_tags() {
        List<UploadPartResponse> sent =
                upload(builder -> builder.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        s3.putObjectTagging(builder ->
                builder.bucket("bucket").key("key").tagging(Tagging.builder().tagSet(TAG).build()));
        assertThat(parts(0, 1_000).parts())
                .extracting(S3ObjectPartsIT::checksum)
                .isEqualTo(sent.stream().map(S3ObjectPartsIT::checksum).toList());
    }

    @Test
    void a_part_that_is_read_by_its_number_shows_its_own_checksum() throws Exception {
        List<UploadPartResponse> sent =
                upload(builder -> builder.checksumAlgorithm(ChecksumAlgorithm.CRC32_C));
        try (var second =
                s3.getObject(builder ->
                        builder.bucket("bucket")
                                .key("key")
                                .partNumber(2)
                                .checksumMode(ChecksumMode.ENABLED))) {
            assertThat(second.readAllBytes()).isEqualTo(SECOND);
            assertThat(second.response().partsCount()).isEqualTo(3);
            assertThat(second.response().checksumCRC32C()).isEqualTo(sent.get(1).checksumCRC32C());
            assertThat(second.response().checksumType()).isEqualTo(ChecksumType.COMPOSITE);
        }
        var last =
                s3.headObject(builder ->
                        builder.bucket("bucket")
                                .key("key")
                                .partNumber(3)
                                .checksumMode(ChecksumMode.ENABLED));
        assertThat(last.contentLength()).isEqualTo(LAST.length);
        assertThat(last.partsCount()).isEqualTo(3);
        assertThat(last.checksumCRC32C()).isEqualTo(sent.get(2).checksumCRC32C());
    }

    @Test
    void an_empty_part_has_no_bytes() {
        upload(List.of(FIRST, new byte[0]), _ -> {});
        var empty =
                s3.getObjectAsBytes(builder -> builder.bucket("bucket").key("key").partNumber(2));
        assertThat(empty.asByteArray()).isEmpty();
    }

    private List<UploadPartResponse> upload(
            Consumer<CreateMultipartUploadRequest.Builder> options) {
        return upload(ALL, options);
    }

    private List<UploadPartResponse> upload(
            List<byte[]> parts, Consumer<CreateMultipartUploadRequest.Builder> options) {
        var created =
                s3.createMultipartUpload(builder -> {
                    builder.bucket("bucket").key("key");
                    options.accept(builder);
                });
        var sent = new ArrayList<UploadPartResponse>();
        var completed = new ArrayList<CompletedPart>();
        for (byte[] part : parts) {
            int number = sent.size() + 1;
            UploadPartResponse response =
                    s3.uploadPart(
                            builder ->
                                    builder.bucket("bucket")
                                            .key("key")
                                            .uploadId(created.uploadId())
                                            .partNumber(number)
                                            .checksumAlgorithm(created.checksumAlgorithm()),
                            RequestBody.fromBytes(part));
            sent.add(response);
            completed.add(CompletedPart.builder().partNumber(number).eTag(response.eTag()).build());
        }
        s3.completeMultipartUpload(builder ->
                builder.bucket("bucket")
                        .key("key")
                        .uploadId(created.uploadId())
                        .multipartUpload(upload -> upload.parts(completed)));
        return sent;
    }

    private GetObjectAttributesParts parts(int after, int max) {
        return s3.getObjectAttributes(builder ->
                        builder.bucket("bucket")
                                .key("key")
                                .maxParts(max)
                                .partNumberMarker(after)
                                .objectAttributes(ObjectAttributes.OBJECT_PARTS))
                .objectParts();
    }

    private static String checksum(ObjectPart part) {
        return only(
                part.checksumCRC32(),
                part.checksumCRC32C(),
                part.checksumCRC64NVME(),
                part.checksumSHA1(),
                part.checksumSHA256());
    }

    private static String checksum(UploadPartResponse part) {
        return only(
                part.checksumCRC32(),
                part.checksumCRC32C(),
                part.checksumCRC64NVME(),
                part.checksumSHA1(),
                part.checksumSHA256());
    }

    private static String between(RawS3.Reply reply, String before, String after) {
        int from = reply.text().indexOf(before) + before.length();
        return reply.text().substring(from, reply.text().indexOf(after, from));
    }

    private static String only(String... values) {
        List<String> there = Stream.of(values).filter(Objects::nonNull).toList();
        assertThat(there).hasSize(1);
        return there.getFirst();
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }
}
