package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.s3.RawS3.Reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tests that requests with unsupported features are refused and change nothing, and that the others
 * are accepted.
 */
class S3RefusalsIT {
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

    @Test
    void a_bucket_below_a_domain_is_named_by_the_host() throws IOException {
        Map<String, String> host = Map.of("host", "bucket.localhost:" + world.port());
        assertThat(raw.send("PUT", "/a/key", "x", host).status()).isEqualTo(200);
        assertThat(s3.headObject(builder -> builder.bucket("bucket").key("a/key")).contentLength())
                .isEqualTo(1);
        assertThat(raw.send("GET", "/", "", host).text()).contains("<Key>a/key</Key>");
        Reply many =
                raw.send(
                        "POST",
                        "/?delete",
                        "<Delete><Object><Key>a/key</Key></Object></Delete>",
                        host);
        assertThat(many.text()).contains("<Deleted><Key>a/key</Key>");
        assertThat(raw.send("DELETE", "/", "", host).status()).isEqualTo(204);
    }

    @Test
    void a_host_nobody_knows_is_refused_with_the_setting_that_names_it() throws IOException {
        Reply reply =
                raw.send("DELETE", "/bucket", "", Map.of("host", "bucket.elsewhere.org:9000"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("--domain bucket.elsewhere.org");
        assertThat(s3.listBuckets().buckets()).hasSize(1);
    }

    @Test
    void what_browsers_send_unsigned_is_not_built() throws IOException {
        assertThat(raw.sendUnsigned("OPTIONS", "/bucket/k").status()).isEqualTo(501);
        Reply form =
                raw.send(
                        "POST",
                        "/bucket",
                        "--x--",
                        Map.of("content-type", "multipart/form-data; boundary=x"));
        assertThat(form.status()).isEqualTo(501);
    }

    @Test
    void what_would_be_dropped_changes_nothing() throws IOException {
        put("k", "first");
        for (Map<String, String> headers :
                List.of(
                        Map.of("x-amz-write-offset-bytes", "5"),
                        Map.of("x-amz-server-side-encryption", "AES256"),
                        Map.of("x-amz-object-lock-mode", "GOVERNANCE"),
                        Map.of("x-amz-acl", "public-read"),
                        Map.of("x-amz-grant-read", "id=\"x\""),
                        Map.of("x-amz-storage-class", "GLACIER"),
                        Map.of("x-amz-website-redirect-location", "/y"),
                        Map.of("if-unmodified-since", "Mon, 01 Jan 2001 00:00:00 GMT"),
                        Map.of("x-amz-of-tomorrow", "1"))) {
            Reply reply = raw.send("PUT", "/bucket/k", "second", headers);
            assertThat(reply.status()).as(headers.toString()).isEqualTo(501);
            assertThat(reply.text()).contains(headers.keySet().iterator().next());
        }
        assertThat(raw.send("PUT", "/bucket/k?acl", "", Map.of()).status()).isEqualTo(501);
        assertThat(raw.send("PUT", "/bucket/k?partNumber=1", "x", Map.of()).status())
                .isEqualTo(400);
        assertThat(raw.send("DELETE", "/bucket/k?acl&tagging", "", Map.of()).status())
                .isEqualTo(400);
        assertThat(size("k")).isEqualTo(5);
    }

    @Test
    void what_is_so_anyway_may_be_said() throws IOException {
        for (Map<String, String> headers :
                List.of(
                        Map.of("x-amz-acl", "bucket-owner-full-control"),
                        Map.of("x-amz-storage-class", "STANDARD"),
                        Map.of("x-amz-request-payer", "requester"),
                        Map.of("x-amz-expected-bucket-owner", "root"))) {
            assertThat(raw.send("PUT", "/bucket/k", "x", headers).status())
                    .as(headers.toString())
                    .isEqualTo(200);
        }
        Map<String, String> owner =
                Map.of("x-amz-object-ownership", "BucketOwnerEnforced", "x-amz-acl", "private");
        assertThat(raw.send("PUT", "/another", "", owner).status()).isEqualTo(200);
    }

    @Test
    void headers_in_the_query_count_as_headers() throws IOException {
        assertThat(
                        raw.send("PUT", "/bucket/k?x-amz-meta-colour=red&x-amz-acl=private", "x")
                                .status())
                .isEqualTo(200);
        assertThat(s3.headObject(builder -> builder.bucket("bucket").key("k")).metadata())
                .containsEntry("colour", "red");
        assertThat(raw.send("PUT", "/bucket/k?x-amz-server-side-encryption=AES256", "x").status())
                .isEqualTo(501);
        assertThat(raw.send("PUT", "/bucket/k?x-amz-checksum-crc32=fb7H%2FA%3D%3D", "x").status())
                .isEqualTo(400);
        assertThat(
                        raw.send(
                                        "PUT",
                                        "/bucket/k?x-amz-checksum-crc32=AAAAAA%3D%3D"
                                                + "&x-amz-sdk-checksum-algorithm=CRC32",
                                        "x")
                                .status())
                .isEqualTo(200);
    }

    private void put(String key, String text) {
        s3.putObject(builder -> builder.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private long size(String key) {
        return s3.headObject(builder -> builder.bucket("bucket").key(key)).contentLength();
    }
}
