package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.store.ReadPace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Tests damage to the file of a large object, as clients and operators see it. */
class DamagedDataIT {
    private static final int BLOCK = 65_536;
    private static final int SIZE = 20 * BLOCK;

    @TempDir Path data;
    private RunningServer server;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void start() {
        new Random(1).nextBytes(bytes);
        server = RunningServer.over(data);
        server.s3().createBucket(builder -> builder.bucket("bucket"));
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket").key("large"),
                        RequestBody.fromBytes(bytes));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_bad_first_block_is_500_in_the_words_of_s3() throws Exception {
        flip(100);

        assertThatThrownBy(() ->
                        server.s3().getObject(builder -> builder.bucket("bucket").key("large")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.statusCode()).isEqualTo(500);
                            assertThat(s3Exception.awsErrorDetails().errorCode())
                                    .isEqualTo("InternalError");
                        });
        assertThat(
                        server.s3()
                                .headObject(builder -> builder.bucket("bucket").key("large"))
                                .contentLength())
                .isEqualTo(SIZE);
        try (var range =
                server.s3()
                        .getObject(builder ->
                                builder.bucket("bucket")
                                        .key("large")
                                        .range("bytes=%d-".formatted(SIZE - BLOCK)))) {
            assertThat(range.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, SIZE - BLOCK, SIZE));
        }
    }

    @Test
    void a_bad_block_further_on_breaks_the_connection_before_the_announced_length()
            throws Exception {
        flip(15 * BLOCK);

        byte[] answer = rawGet("/bucket/large");
        String head = new String(answer, StandardCharsets.ISO_8859_1);
        int body = head.indexOf("\r\n\r\n") + 4;
        assertThat(head).startsWith("HTTP/1.1 200 ").contains("Content-Length: " + SIZE);
        assertThat(answer.length - body).isLessThanOrEqualTo(15 * BLOCK);
        assertThat(Arrays.copyOfRange(answer, body, answer.length))
                .isEqualTo(Arrays.copyOf(bytes, answer.length - body));
    }

    @Test
    void a_copy_of_it_fails_whole_or_as_a_part() throws Exception {
        flip(15 * BLOCK);

        assertThatThrownBy(() ->
                        server.s3()
                                .copyObject(builder ->
                                        builder.sourceBucket("bucket")
                                                .sourceKey("large")
                                                .destinationBucket("bucket")
                                                .destinationKey("copy")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(500));
        String upload =
                server.s3()
                        .createMultipartUpload(builder -> builder.bucket("bucket").key("parts"))
                        .uploadId();
        assertThatThrownBy(() ->
                        server.s3()
                                .uploadPartCopy(builder ->
                                        builder.sourceBucket("bucket")
                                                .sourceKey("large")
                                                .destinationBucket("bucket")
                                                .destinationKey("parts")
                                                .uploadId(upload)
                                                .partNumber(1)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(500));
        assertThat(
                        server.s3()
                                .listParts(builder ->
                                        builder.bucket("bucket").key("parts").uploadId(upload))
                                .parts())
                .isEmpty();
    }

    @Test
    void operators_learn_of_it_from_health_metrics_and_audit() throws Exception {
        assertThat(admin("/healthz")).isEqualTo("ok\n");
        flip(100);
        assertThatThrownBy(() ->
                        server.s3().getObject(builder -> builder.bucket("bucket").key("large")))
                .isInstanceOf(S3Exception.class);

        assertThat(admin("/healthz"))
                .startsWith("degraded: damaged data files of large objects: 1;")
                .contains("object large in bucket bucket");
        assertThat(admin("/metrics")).contains("carillon_damaged_files 1.0");
        server.close();
        assertThat(DataAudit.of(data).clean()).isTrue();
        DataAudit.Report deep = DataAudit.of(data, ReadPace.of(1L << 40));
        assertThat(deep.clean()).isFalse();
        assertThat(deep.findings().words())
                .singleElement()
                .asString()
                .contains("object large in bucket bucket")
                .contains("block 0: its checksum does not fit");
        Files.delete(file());
        assertThat(DataAudit.of(data).findings().words())
                .singleElement()
                .asString()
                .contains("it is not there");
    }

    private String admin(String path) throws Exception {
        var url = URI.create(server.server().adminUrl().orElseThrow() + path);
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    /** Reads until the server closes or resets the connection. */
    private byte[] rawGet(String path) throws IOException {
        URI url = URI.create(server.server().s3Url().orElseThrow());
        var headers = new LinkedHashMap<>(Map.of("host", url.getAuthority()));
        var signer =
                new SigV4Signer(server.server().rootKey(), "default", "s3", InstantSource.system());
        RequestToSign request =
                signer.sign(new RequestToSign("GET", path, "", headers), new byte[0]);
        var text = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        request.fields().forEach((n, v) -> text.append(n).append(": ").append(v).append("\r\n"));
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return untilBroken(socket.getInputStream());
        }
    }

    private static byte[] untilBroken(InputStream in) {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return all.toByteArray();
    }

    private void flip(int at) throws IOException {
        byte[] file = Files.readAllBytes(file());
        file[at] ^= 1;
        Files.write(file(), file);
    }

    private Path file() {
        try (var all = Files.walk(data.resolve("objects"))) {
            return all.filter(Files::isRegularFile).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
