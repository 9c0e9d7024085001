package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.store.MinFreeSpace;
import dev.carillon.testkit.PowerCutDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Tests with the AWS SDK, without retries, against a server whose disk is nearly full. */
class S3FullDiskIT {
    private static final long FLOOR = 10_000_000;
    private static final int MIB = 1 << 20;

    private static final ExecutionInterceptor WITHOUT_EXPECT =
            new ExecutionInterceptor() {
                @Override
                public SdkHttpRequest modifyHttpRequest(
                        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                    return context.httpRequest().copy(builder -> builder.removeHeader("Expect"));
                }
            };

    @TempDir Path directory;

    private final PowerCutDisk disk = new PowerCutDisk(InstantSource.system());
    private S3World world;
    private S3Client s3;

    @BeforeEach
    void start() {
        world = new S3World(directory, disk, new MinFreeSpace.Bytes(FLOOR));
        // The SDK's HTTP client, while it waits for 100 Continue, reads no code from a refusal.
        s3 =
                world.builder()
                        .overrideConfiguration(builder ->
                                builder.retryStrategy(r -> r.maxAttempts(1))
                                        .addExecutionInterceptor(WITHOUT_EXPECT))
                        .build();
        s3.createBucket(builder -> builder.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
        world.close();
    }

    @Test
    void new_data_is_refused_and_the_rest_goes_on_until_there_is_room_again() {
        put("old", new byte[MIB]);
        String upload =
                s3.createMultipartUpload(builder -> builder.bucket("bucket").key("parts"))
                        .uploadId();
        disk.roomFor(0);
        await().until(() -> world.store().space().trouble().isPresent());

        assertRefused(s3Client -> s3Client.putObject(r -> r.bucket("bucket").key("new"), data(1)));
        assertRefused(s3Client ->
                s3Client.copyObject(r ->
                        r.sourceBucket("bucket")
                                .sourceKey("old")
                                .destinationBucket("bucket")
                                .destinationKey("new")));
        assertRefused(
                s3Client -> s3Client.createMultipartUpload(r -> r.bucket("bucket").key("new")));
        assertRefused(s3Client ->
                s3Client.uploadPart(
                        r -> r.bucket("bucket").key("parts").uploadId(upload).partNumber(1),
                        data(1)));
        assertRefused(s3Client ->
                s3Client.uploadPartCopy(r ->
                        r.sourceBucket("bucket")
                                .sourceKey("old")
                                .destinationBucket("bucket")
                                .destinationKey("parts")
                                .uploadId(upload)
                                .partNumber(1)));
        assertRefused(s3Client -> s3Client.createBucket(r -> r.bucket("more")));
        assertRefused(s3Client ->
                s3Client.putBucketNotificationConfiguration(r ->
                        r.bucket("bucket")
                                .notificationConfiguration(n ->
                                        n.topicConfigurations(
                                                TopicConfiguration.builder()
                                                        .topicArn("arn:aws:sns:default::t")
                                                        .events(Event.S3_OBJECT_CREATED)
                                                        .build()))));
        assertThatThrownBy(() -> s3.headObject(builder -> builder.bucket("bucket").key("new")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThat(
                        s3.getObjectAsBytes(builder -> builder.bucket("bucket").key("old"))
                                .asByteArray())
                .hasSize(MIB);
        assertThat(s3.listObjectsV2(builder -> builder.bucket("bucket")).contents()).hasSize(1);
        s3.deleteObject(builder -> builder.bucket("bucket").key("old"));
        s3.abortMultipartUpload(builder -> builder.bucket("bucket").key("parts").uploadId(upload));

        disk.roomFor(Long.MAX_VALUE);
        await().until(() -> world.store().space().trouble().isEmpty());
        put("new", new byte[MIB]);
        assertThat(s3.listObjectsV2(builder -> builder.bucket("bucket")).contents())
                .extracting(s3Object -> s3Object.key())
                .containsExactly("new");
    }

    @Test
    void an_upload_larger_than_the_room_is_refused_by_its_length() {
        long room = FLOOR + 20 * MIB;
        disk.roomFor(room);
        await().until(() -> world.store().space().free() == room);
        assertRefused(s3Client ->
                s3Client.putObject(r -> r.bucket("bucket").key("large"), data(30 * MIB)));
        assertThat(disk.space(directory).free()).isEqualTo(room);
        put("small", new byte[MIB]);
    }

    @Test
    void an_upload_in_chunks_is_cut_off_when_the_room_goes_and_leaves_nothing() throws IOException {
        var shrinking = RequestBody.fromContentProvider(this::shrinking, 40L * MIB, "x/y");
        assertRefused(
                s3Client -> s3Client.putObject(r -> r.bucket("bucket").key("large"), shrinking));
        disk.roomFor(Long.MAX_VALUE);
        assertThat(s3.listObjectsV2(builder -> builder.bucket("bucket")).contents()).isEmpty();
        assertThat(files()).isZero();
    }

    @Test
    void an_upload_that_finds_the_disk_full_is_refused_in_the_same_way() throws IOException {
        try (var open = new S3World(directory.resolve("open"), disk, new MinFreeSpace.Bytes(0))) {
            disk.roomFor(MIB);
            var raw = new RawS3(open.port());
            assertThat(raw.send("PUT", "/bucket", "").status()).isEqualTo(200);
            var reply = raw.send("PUT", "/bucket/large", "x".repeat(2 * MIB), Map.of());
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("SlowDown");
            assertThat(reply.text()).contains("no room for new data");
            assertThat(raw.send("PUT", "/bucket/small", "x").status()).isEqualTo(200);
        }
    }

    /** Returns a stream during which the disk runs out of room, after its first mebibytes. */
    private InputStream shrinking() {
        return new FilterInputStream(new ByteArrayInputStream(new byte[40 * MIB])) {
            private long sent;

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, Math.min(length, 65_536));
                sent += count;
                if (sent > 8 * MIB) {
                    disk.roomFor(FLOOR / 4);
                }
                return count;
            }
        };
    }

    private void assertRefused(Consumer<S3Client> call) {
        assertThatThrownBy(() -> call.accept(s3))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.statusCode()).isEqualTo(503);
                            assertThat(s3Exception.awsErrorDetails().errorCode())
                                    .isEqualTo("SlowDown");
                            assertThat(s3Exception.awsErrorDetails().errorMessage())
                                    .contains("no room for new data");
                            assertThat(s3Exception.isThrottlingException()).isTrue();
                        });
    }

    private long files() {
        Path extents = directory.resolve("extents");
        return disk.list(extents).stream().mapToLong(entry -> disk.list(entry.path()).size()).sum();
    }

    private void put(String key, byte[] data) {
        s3.putObject(builder -> builder.bucket("bucket").key(key), RequestBody.fromBytes(data));
    }

    private static RequestBody data(int bytes) {
        return RequestBody.fromBytes(new byte[bytes]);
    }
}
