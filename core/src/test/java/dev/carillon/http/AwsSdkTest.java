package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Checksum;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Payload;
import dev.carillon.signature.Refusal;
import dev.carillon.signature.RefusedException;
import dev.carillon.signature.Secret;
import dev.carillon.signature.Upload;
import dev.carillon.signature.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sns.SnsClient;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Requests that the AWS SDK signs and sends are verified and decoded. */
class AwsSdkTest {
    private static final AccessKey KEY =
            new AccessKey("AKIDEXAMPLE", Secret.of("a/secret+key"), "root");
    private static final AwsBasicCredentials RIGHT =
            AwsBasicCredentials.create(KEY.id(), KEY.secret().revealText());

    private final CheckingFace face = new CheckingFace();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0), face, () -> "0000000A");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_put_as_the_sdk_sends_it_by_default_is_signed_chunks_with_a_trailer() {
        byte[] data = random(300_000);
        try (var s3 = s3(RIGHT)) {
            s3.putObject(put("dir/a key+é&=?#%.txt"), RequestBody.fromBytes(data));
        }
        assertThat(face.data).isEqualTo(data);
        assertThat(face.checksum.map(Checksum::algorithm)).contains(ChecksumAlgorithm.CRC32);
        assertThat(face.path).isEqualTo("/bucket/dir/a key+é&=?#%.txt");
    }

    @ParameterizedTest
    @EnumSource(
            value = software.amazon.awssdk.services.s3.model.ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void each_checksum_the_sdk_computes_is_found_right(
            software.amazon.awssdk.services.s3.model.ChecksumAlgorithm algorithm) {
        byte[] data = random(100_001);
        try (var s3 = s3(RIGHT)) {
            s3.putObject(
                    PutObjectRequest.builder()
                            .bucket("bucket")
                            .key("key")
                            .checksumAlgorithm(algorithm)
                            .build(),
                    RequestBody.fromBytes(data));
        }
        assertThat(face.data).isEqualTo(data);
        assertThat(face.checksum.map(checksum -> checksum.algorithm().name()))
                .contains(algorithm.toString());
    }

    @Test
    void a_stream_is_read_whole_too() {
        byte[] data = random(1_000_000);
        try (var s3 = s3(RIGHT)) {
            s3.putObject(
                    put("stream"),
                    RequestBody.fromInputStream(new ByteArrayInputStream(data), data.length));
        }
        assertThat(face.data).isEqualTo(data);
    }

    @Test
    void chunks_without_checksum_are_read_too() {
        byte[] data = random(200_000);
        try (var s3 = s3(RIGHT, RequestChecksumCalculation.WHEN_REQUIRED)) {
            s3.putObject(put("plain"), RequestBody.fromBytes(data));
        }
        assertThat(face.data).isEqualTo(data);
        assertThat(face.checksum).isEmpty();
    }

    @Test
    void reading_calls_are_verified_with_their_query() {
        try (var s3 = s3(RIGHT)) {
            s3.listObjectsV2(builder -> builder.bucket("bucket").prefix("a b/é+&").delimiter("/"));
        }
        assertThat(face.verdict).isInstanceOf(Verdict.Verified.class);
        assertThat(face.query.first("prefix")).hasValue("a b/é+&");
    }

    @Test
    void a_wrong_secret_is_reported_in_words_the_sdk_understands() {
        try (var s3 = s3(AwsBasicCredentials.create(KEY.id(), "wrong"))) {
            assertThatThrownBy(() -> s3.listObjectsV2(builder -> builder.bucket("bucket")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            s3Exception -> {
                                assertThat(s3Exception.statusCode()).isEqualTo(403);
                                assertThat(s3Exception.awsErrorDetails().errorCode())
                                        .isEqualTo("SignatureDoesNotMatch");
                            });
        }
    }

    @Test
    void an_unknown_key_is_reported_as_such() {
        try (var s3 = s3(AwsBasicCredentials.create("NOBODY", "secret"))) {
            assertThatThrownBy(() -> s3.headBucket(builder -> builder.bucket("bucket")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(403));
        }
        assertThat(((Verdict.Refused) face.verdict).refusal().code().text())
                .isEqualTo("InvalidAccessKeyId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "a b+c/é&=?#%25", "x//y/../z"})
    void a_presigned_url_counts(String key) throws Exception {
        try (var presigner =
                S3Presigner.builder()
                        .endpointOverride(URI.create(server.url()))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(RIGHT))
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .build()) {
            var presigned =
                    presigner.presignGetObject(builder ->
                            builder.signatureDuration(Duration.ofMinutes(5))
                                    .getObjectRequest(get(key)));
            try (var client = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(presigned.url().toURI()).build();
                assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
            assertThat(face.path).isEqualTo("/bucket/" + key);
        }
    }

    @Test
    void a_topic_call_is_verified_by_its_body() {
        try (var sns =
                SnsClient.builder()
                        .endpointOverride(URI.create(server.url()))
                        .region(Region.of("default"))
                        .credentialsProvider(StaticCredentialsProvider.create(RIGHT))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            sns.createTopic(builder -> builder.name("t"));
        }
        assertThat(face.verdict).isInstanceOf(Verdict.Verified.class);
        assertThat(new String(face.data, UTF_8)).contains("Action=CreateTopic").contains("Name=t");
    }

    private static GetObjectRequest get(String key) {
        return GetObjectRequest.builder()
                .bucket("bucket")
                .key(key)
                .responseContentType("text/x y")
                .build();
    }

    private static PutObjectRequest put(String key) {
        return PutObjectRequest.builder().bucket("bucket").key(key).build();
    }

    private S3Client s3(AwsBasicCredentials credentials) {
        return s3(credentials, RequestChecksumCalculation.WHEN_SUPPORTED);
    }

    private S3Client s3(AwsBasicCredentials credentials, RequestChecksumCalculation checksums) {
        return S3Client.builder()
                .endpointOverride(URI.create(server.url()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(checksums)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(builder -> builder.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return data;
    }

    /** Accepts uploads and stores what it received. */
    private static final class CheckingFace implements Face {
        private final Authentication authentication =
                new Authentication(
                        id -> id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty(),
                        Set.of("s3", "sns"),
                        InstantSource.system());
        private volatile Verdict verdict = new Verdict.Anonymous(new Payload.Unsigned());
        private volatile byte[] data = {};
        private volatile Optional<Checksum> checksum = Optional.empty();
        private volatile String path = "";
        private volatile Query query = Query.NONE;

        @Override
        public Answer answer(Request request) throws Exception {
            path = request.path();
            query = request.query();
            if (request.rawPath().equals("/")) {
                var whole = authentication.check(request, 10_000);
                verdict = whole.verdict();
                data = whole.body();
                return Answer.of(200);
            }
            verdict = authentication.check(request);
            return switch (verdict) {
                case Verdict.Refused(Refusal refusal) -> refused(refusal);
                case Verdict.Anonymous _ -> Answer.of(403);
                case Verdict.Verified(AccessKey _, Payload payload) -> take(request, payload);
            };
        }

        private Answer take(Request request, Payload payload) throws Exception {
            if (!request.method().equals("PUT")) {
                return Answer.of(200);
            }
            try {
                var upload = Upload.open(request, payload, request.body());
                data = upload.readAllBytes();
                assertThat(data).hasSize(Math.toIntExact(upload.length()));
                checksum = upload.checksum();
                return Answer.of(200)
                        .with("ETag", '"' + HexFormat.of().formatHex(upload.md5()) + '"');
            } catch (RefusedException e) {
                return refused(e.refusal());
            }
        }

        @Override
        public Answer failure(Request request, Failure failure) {
            return Answer.of(failure.status());
        }

        private static Answer refused(Refusal refusal) {
            var xml =
                    XmlWriter.declared()
                            .open("Error")
                            .element("Code", refusal.code().text())
                            .element("Message", refusal.message())
                            .close();
            return Answer.of(refusal.code().status(), "application/xml", xml.bytes());
        }
    }
}
