package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/** Tests of the attributes stored with an upload, and of those that a download may override. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2FilesIT {
    private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
    private static final String ANY = "X-Bz-Content-Sha1";
    private static final String FILE = "/file/bucket-one/dir/there";

    @TempDir static Path folder;

    private B2World world;
    private B2Client client;

    @BeforeAll
    void start() throws Exception {
        world = new B2World(folder.resolve("all"));
        client = world.client;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"do_not_verify", "unverified:" + SHA1})
    void a_sum_that_nobody_compared_is_marked_wherever_it_is_shown(String said) throws Exception {
        JsonNode file = client.upload(world.bucket, "any", "hello", ANY, said).body();
        String marked = "unverified:" + SHA1;
        assertThat(file.path("contentSha1").asString()).isEqualTo(marked);
        String id = file.path("fileId").asString();
        assertThat(sha1(client.call("b2_get_file_info", "{\"fileId\":\"%s\"}".formatted(id))))
                .isEqualTo(marked);
        assertThat(get("/file/bucket-one/any").headers().firstValue("x-bz-content-sha1"))
                .contains(marked);
        String copy = "{\"sourceFileId\":\"%s\",\"fileName\":\"any-copy\"".formatted(id);
        assertThat(sha1(client.call("b2_copy_file", copy + "}"))).isEqualTo(marked);
        String replaced = ",\"metadataDirective\":\"REPLACE\",\"contentType\":\"a/b\"}";
        assertThat(sha1(client.call("b2_copy_file", copy + replaced))).isEqualTo(marked);
        assertThat(
                        world.server
                                .s3()
                                .headObject(builder -> builder.bucket("bucket-one").key("any"))
                                .metadata())
                .isEmpty();
    }

    @Test
    void a_sum_that_was_compared_is_not_marked() throws Exception {
        B2Client.Said said = client.upload(world.bucket, "sure", "hello", ANY, SHA1);
        assertThat(sha1(said)).isEqualTo(SHA1);
        B2Client.Said atEnd =
                client.upload(world.bucket, "sure", "hello" + SHA1, ANY, "hex_digits_at_end");
        assertThat(sha1(atEnd)).isEqualTo(SHA1);
    }

    @Test
    void file_info_may_have_lines_and_s3_counts_what_no_header_can_hold() throws Exception {
        B2Client.Said said =
                client.upload(
                        world.bucket,
                        "lines",
                        "hello",
                        ANY,
                        SHA1,
                        "X-Bz-Info-note",
                        "a%0Ab%09c",
                        "X-Bz-Info-plain",
                        "p");
        assertThat(said.body().at("/fileInfo/note").asString()).isEqualTo("a\nb\tc");
        assertThat(get("/file/bucket-one/lines").headers().firstValue("x-bz-info-note"))
                .contains("a%0Ab%09c");
        var s3 = world.server.s3().headObject(builder -> builder.bucket("bucket-one").key("lines"));
        assertThat(s3.metadata()).containsOnlyKeys("plain");
        assertThat(s3.missingMeta()).isEqualTo(1);
    }

    @Test
    void info_that_downloads_have_as_a_header_must_be_able_to_be_one() throws Exception {
        String before = world.all();
        B2Client.Said said =
                client.upload(
                        world.bucket,
                        "lines",
                        "hello",
                        ANY,
                        SHA1,
                        "X-Bz-Info-b2-content-disposition",
                        "a%0Ab");
        assertThat(said.status()).isEqualTo(400);
        assertThat(said.message()).contains("b2-content-disposition");
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "b2CacheControl, cache-control, no-store",
        "b2ContentDisposition, content-disposition, attachment",
        "b2ContentEncoding, content-encoding, br",
        "b2ContentLanguage, content-language, de",
        "b2ContentType, content-type, text/probe",
        "b2Expires, expires, 'Thu, 01 Jan 2099 00:00:00 GMT'"
    })
    void a_download_may_override_a_header(String parameter, String header, String value)
            throws Exception {
        String query = parameter + "=" + value.replace(" ", "%20");
        assertThat(get(FILE + "?" + query).headers().allValues(header)).containsExactly(value);
        String byId = "/b2api/v3/b2_download_file_by_id?fileId=" + world.file + "&" + query;
        assertThat(get(byId).headers().allValues(header)).containsExactly(value);
        HttpResponse<String> head =
                client.raw("HEAD", FILE + "?" + query, "Authorization", client.token());
        assertThat(head.headers().allValues(header)).containsExactly(value);
        HttpResponse<String> bad = get(FILE + "?" + parameter + "=a%0Ab");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains(parameter);
    }

    @Test
    void rules_that_nothing_obeys_are_kept_with_a_warning() throws Exception {
        String body =
                "{\"bucketId\":\"%s\",\"lifecycleRules\":[{\"fileNamePrefix\":\"old/\"}]}"
                        .formatted(world.other);
        HttpResponse<String> said =
                client.raw(
                        "POST",
                        "/b2api/v3/b2_update_bucket",
                        body,
                        Map.of("Authorization", client.token()));
        assertThat(said.body()).contains("\"lifecycleRules\":[{\"fileNamePrefix\":\"old/\"}]");
        assertThat(said.headers().firstValue("x-carillon-warning").orElse(""))
                .contains("lifecycleRules are kept and shown, but not carried out");
    }

    @Test
    void a_token_for_downloads_with_a_value_is_for_no_others() throws Exception {
        String token =
                client.call(
                                "b2_get_download_authorization",
                                """
                                {"bucketId":"%s","fileNamePrefix":"dir/","validDurationInSeconds":60,
                                 "b2ContentType":"a/b; c=\\"d&e\\"","b2CacheControl":"no-store"}
                                """
                                        .formatted(world.bucket))
                        .body()
                        .path("authorizationToken")
                        .asString();
        String query = "?b2ContentType=a/b;%20c=%22d%26e%22&b2CacheControl=no-store";
        HttpResponse<String> good = client.raw("GET", FILE + query, "Authorization", token);
        assertThat(good.body()).isEqualTo("hello");
        assertThat(good.headers().firstValue("content-type")).contains("a/b; c=\"d&e\"");
        for (String other : new String[] {"", "?b2CacheControl=no-store", query + "x"}) {
            HttpResponse<String> bad = client.raw("GET", FILE + other, "Authorization", token);
            assertThat(bad.statusCode()).as(other).isEqualTo(401);
            assertThat(bad.body()).contains("b2CacheControl, b2ContentType");
        }
    }

    private static String sha1(B2Client.Said said) {
        return said.body().path("contentSha1").asString(said.message());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.raw("GET", path, "Authorization", client.token());
    }
}
