package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * Tests that every client error has one clear answer, changes nothing, and leaves the server
 * running.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3BadInputIT {
    @TempDir static Path directory;

    private S3World world;
    private S3Client s3;
    private RawS3 raw;
    private int events;

    @BeforeAll
    void start() {
        world = new S3World(directory);
        s3 = world.client();
        raw = new RawS3(world.port());
        s3.createBucket(builder -> builder.bucket("bucket"));
        s3.putObject(builder -> builder.bucket("bucket").key("there"), RequestBody.fromString("x"));
    }

    @AfterAll
    void stop() {
        s3.close();
        world.close();
    }

    @BeforeEach
    void look() {
        events = world.events().size();
    }

    @AfterEach
    void nothing_changed_and_the_server_is_alive() {
        assertThat(s3.listObjectsV2(builder -> builder.bucket("bucket")).contents())
                .extracting(s3Object -> s3Object.key() + ":" + s3Object.size())
                .containsExactly("there:1");
        assertThat(world.events()).hasSize(events);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<Delete><Object><Key>there</Key></Object>",
                "<Delete></Delete>",
                "<Delete><Object></Object></Delete>",
                "<Other><Object><Key>there</Key></Object></Other>",
                "<!DOCTYPE x [<!ENTITY a 'there'>]><Delete><Object><Key>&a;</Key></Object></Delete>"
            })
    void malformed_xml(String body) throws IOException {
        refused(400, "MalformedXML", raw.send("POST", "/bucket?delete", body));
    }

    @Test
    void a_signature_that_is_wrong_missing_or_old() throws IOException {
        var wrong = new AccessKey(S3World.KEY_ID, Secret.of("another"), "root");
        refused(403, "SignatureDoesNotMatch", raw.with(wrong).send("PUT", "/bucket/k", "x"));
        var unknown = new AccessKey("nobody", Secret.of("another"), "root");
        refused(403, "InvalidAccessKeyId", raw.with(unknown).send("PUT", "/bucket/k", "x"));
        refused(403, "AccessDenied", raw.sendUnsigned("DELETE", "/bucket/there"));
        refused(
                403,
                "RequestTimeTooSkewed",
                raw.at(() -> Instant.now().minusSeconds(3_600)).send("PUT", "/bucket/k", "x"));
    }

    @Test
    void a_body_that_is_cut_short() throws IOException {
        refused(
                400,
                "IncompleteBody",
                raw.send("PUT", "/bucket/k", "short", Map.of("content-length", "100000")));
    }

    @Test
    void a_body_that_is_not_what_was_said_of_it() throws IOException {
        refused(400, "BadDigest", put(Map.of("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")));
        refused(400, "InvalidDigest", put(Map.of("content-md5", "not-base64")));
        refused(400, "BadDigest", put(Map.of("x-amz-checksum-crc32", "AAAAAA==")));
        refused(400, "BadDigest", put(Map.of("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")));
        refused(400, "InvalidRequest", put(Map.of("x-amz-checksum-crc32", "short")));
    }

    @Test
    void a_flipped_byte_in_a_signed_chunk() {
        flipped(300, "SignatureDoesNotMatch");
        flipped(69_999, "SignatureDoesNotMatch");
    }

    @Test
    void a_wrong_trailer() {
        flipped(-98, "SignatureDoesNotMatch");
        flipped(-30, "SignatureDoesNotMatch");
        flipped(-110, "MalformedTrailerError");
    }

    @Test
    void data_over_five_gibibytes() throws IOException {
        refused(
                400,
                "EntityTooLarge",
                put(Map.of("content-length", Long.toString((5L << 30) + 1))));
    }

    @Test
    void a_key_of_1025_bytes() throws IOException {
        refused(400, "KeyTooLongError", raw.send("PUT", "/bucket/" + "k".repeat(1_025), "x"));
        refused(400, "KeyTooLongError", raw.send("GET", "/bucket/" + "%C3%A9".repeat(513), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "Upper", "under_score", "a..b", "1.2.3.4", "-a-b"})
    void a_bucket_name_outside_the_rules(String name) throws IOException {
        refused(400, "InvalidBucketName", raw.send("PUT", "/" + name, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bucket/%zz", "/bucket/%f", "/bucket/%ff%fe"})
    void a_path_that_does_not_decode(String path) throws IOException {
        refused(400, "InvalidURI", raw.send("PUT", path, "x"));
    }

    @Test
    void headers_that_say_too_much() throws IOException {
        refused(400, "MetadataTooLarge", put(Map.of("x-amz-meta-a", "x".repeat(2_048))));
        refused(400, "InvalidTag", put(Map.of("x-amz-tagging", "a=1&b&c&d&e&f&g&h&i&j&k")));
        refused(400, "InvalidTag", put(Map.of("x-amz-tagging", "=1")));
        refused(501, "NotImplemented", put(Map.of("x-amz-server-side-encryption", "AES256")));
        refused(501, "NotImplemented", put(Map.of("x-amz-object-lock-mode", "GOVERNANCE")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-keys=-1",
                "max-keys=many",
                "encoding-type=base64",
                "list-type=2&continuation-token=AAAA",
                "list-type=2&continuation-token=%21"
            })
    void a_list_asked_for_wrongly(String query) throws IOException {
        refused(400, "InvalidArgument", raw.send("GET", "/bucket?" + query, ""));
    }

    @Test
    void a_range_that_is_not_there() throws IOException {
        var reply = raw.send("GET", "/bucket/there", "", Map.of("range", "bytes=1-"));
        refused(416, "InvalidRange", reply);
        assertThat(reply.text()).containsIgnoringCase("\ncontent-range: bytes */1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%0Db", "a%0Ab", "%00", "%7F"})
    void an_answer_header_with_a_control_character(String value) throws IOException {
        refused(
                400,
                "InvalidArgument",
                raw.send("GET", "/bucket/there?response-content-type=" + value, ""));
    }

    @Test
    void copies_that_cannot_be() throws IOException {
        refused(404, "NoSuchKey", put(Map.of("x-amz-copy-source", "/bucket/none")));
        refused(404, "NoSuchBucket", put(Map.of("x-amz-copy-source", "/nowhere/none")));
        refused(400, "InvalidArgument", put(Map.of("x-amz-copy-source", "bucket")));
        refused(
                400,
                "InvalidArgument",
                put(Map.of("x-amz-copy-source", "/bucket/there?versionId=abc")));
        refused(
                404,
                "NoSuchVersion",
                put(Map.of("x-amz-copy-source", "/bucket/there?versionId=0000000000000000")));
        refused(
                400,
                "InvalidArgument",
                put(
                        Map.of(
                                "x-amz-copy-source",
                                "/bucket/there",
                                "x-amz-metadata-directive",
                                "MAYBE")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /bucket?acl",
                "PUT /bucket/k?acl",
                "POST /bucket",
                "POST /bucket/k",
                "PUT /bucket?policy",
                "PATCH /bucket/k"
            })
    void an_operation_that_is_not_there(String operation) throws IOException {
        String[] words = operation.split(" ", 2);
        refused(501, "NotImplemented", raw.send(words[0], words[1], ""));
    }

    @Test
    void the_bucket_or_the_key_is_not_there() throws IOException {
        refused(404, "NoSuchBucket", raw.send("PUT", "/nowhere/k", "x"));
        refused(404, "NoSuchBucket", raw.send("DELETE", "/nowhere/k", ""));
        refused(404, "NoSuchBucket", raw.send("POST", "/nowhere?delete", DELETE));
        refused(404, "NoSuchBucket", raw.send("GET", "/nowhere?policy", ""));
        refused(404, "NoSuchKey", raw.send("GET", "/bucket/none", ""));
        refused(404, "NoSuchKey", raw.send("GET", "/bucket/none?tagging", ""));
        refused(409, "BucketNotEmpty", raw.send("DELETE", "/bucket", ""));
    }

    private static final String DELETE = "<Delete><Object><Key>there</Key></Object></Delete>";

    private RawS3.Reply put(Map<String, String> headers) throws IOException {
        return raw.send(
                "PUT",
                "/bucket/k",
                headers.containsKey("x-amz-copy-source") ? "" : "hello",
                headers);
    }

    private static void refused(int status, String code, RawS3.Reply reply) {
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text())
                .contains("<Message>", "<RequestId>tx", "<HostId>host-1</HostId>")
                .containsIgnoringCase("\nx-amz-request-id: tx")
                .containsIgnoringCase("\nx-amz-id-2: host-1");
    }

    /** Uploads with one byte changed in transit, at this place from the start or the end. */
    private void flipped(int place, String code) {
        try (var client = world.builder().httpClient(new FlippingClient(place)).build()) {
            assertThatThrownBy(() ->
                            client.putObject(
                                    builder -> builder.bucket("bucket").key("k"),
                                    RequestBody.fromBytes(new byte[70_000])))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            s3Exception -> {
                                assertThat(s3Exception.statusCode()).isBetween(400, 403);
                                assertThat(s3Exception.awsErrorDetails().errorCode())
                                        .contains(code);
                            });
        }
    }
}
