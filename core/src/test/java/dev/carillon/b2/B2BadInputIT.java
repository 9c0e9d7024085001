package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;

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

/** What a client of the B2 API does wrong: the code it gets, and that nothing changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2BadInputIT {
    private static final String HELLO = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

    @TempDir static Path folder;

    private RunningServer server;
    private B2Client client;
    private String bucket;
    private String other;
    private String file;

    @BeforeAll
    void start() throws Exception {
        server = RunningServer.over(folder.resolve("all"));
        client = B2Client.of(server);
        bucket = client.bucket("bucket-one");
        other = client.bucket("bucket-two");
        B2Client.Said said =
                client.upload(bucket, "dir/there", "hello", "X-Bz-Content-Sha1", HELLO);
        assertThat(said.status()).as(said.message()).isEqualTo(200);
        file = said.body().path("fileId").asString();
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    /** Of a call, what is sent ($B and $O buckets, $F a file, $N none) and what comes back. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "b2_create_bucket | {} | 400 bad_request",
                "b2_create_bucket | [] | 400 bad_request",
                "b2_create_bucket | {`` | 400 bad_json",
                "b2_create_bucket | {'bucketName':'abc','bucketType':'allPrivate'} | 400"
                        + " invalid_bucket_name",
                "b2_create_bucket | {'bucketName':'b2-abcdef','bucketType':'allPrivate'}"
                        + " | 400 invalid_bucket_name",
                "b2_create_bucket | {'bucketName':'bucket-x','bucketType':'snapshot'}"
                        + " | 400 bad_request",
                "b2_create_bucket | {'bucketName':'bucket-x','bucketType':null} | 400 bad_request",
                "b2_create_bucket | {'bucketName':7,'bucketType':'allPrivate'} | 400 bad_request",
                "b2_create_bucket | {'bucketName':'bucket-one','bucketType':'allPrivate'}"
                        + " | 400 duplicate_bucket_name",
                "b2_update_bucket | {'bucketId':'$B','ifRevisionIs':99} | 409 conflict",
                "b2_update_bucket | {'bucketId':'$B','ifRevisionIs':'x'} | 400 bad_request",
                "b2_update_bucket | {'bucketId':'$B','bucketInfo':[]} | 400 bad_request",
                "b2_update_bucket | {'bucketId':null} | 400 bad_request",
                "b2_delete_bucket | {'bucketId':'$B'} | 400 cannot_delete_non_empty_bucket",
                "b2_delete_bucket | {'bucketId':'000000000000ffffca411111'} | 400 bad_bucket_id",
                "b2_delete_bucket | {'bucketId':'nonsense'} | 400 bad_request",
                "b2_list_buckets | {'bucketTypes':'all'} | 400 bad_request",
                "b2_create_key | {'keyName':'k'} | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':[]} | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':['fly']} | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':[null]} | 400 bad_request",
                "b2_create_key | {'keyName':'no good','capabilities':['listFiles']}"
                        + " | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':['listFiles'],'namePrefix':'x'}"
                        + " | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':['listFiles'],"
                        + "'validDurationInSeconds':0} | 400 bad_request",
                "b2_create_key | {'keyName':'k','capabilities':['listFiles'],"
                        + "'validDurationInSeconds':99999999999} | 400 bad_request",
                "b2_delete_key | {'applicationKeyId':'none'} | 400 bad_request",
                "b2_delete_key | {} | 400 bad_request",
                "b2_get_upload_url | {} | 400 bad_request",
                "b2_list_file_names | {'bucketId':'$B','maxFileCount':0} | 400 bad_request",
                "b2_list_file_names | {'bucketId':'$B','maxFileCount':1.5} | 400 bad_request",
                "b2_list_file_names | {'bucketId':'$B','prefix':7} | 400 bad_request",
                "b2_list_file_versions | {'bucketId':'$B','startFileId':'$F'} | 400 bad_request",
                "b2_list_file_versions | {'bucketId':'$B','startFileName':'a','startFileId':'x'}"
                        + " | 400 bad_request",
                "b2_get_file_info | {'fileId':'4_zx'} | 400 bad_request",
                "b2_get_file_info | {'fileId':'$N'} | 404 not_found",
                "b2_get_file_info | {'fileId':null} | 400 bad_request",
                "b2_hide_file | {'bucketId':'$B','fileName':'nothing'} | 400 no_such_file",
                "b2_hide_file | {'bucketId':'$B'} | 400 bad_request",
                "b2_delete_file_version | {'fileName':'dir/other','fileId':'$F'}"
                        + " | 400 file_not_present",
                "b2_delete_file_version | {'fileName':'dir/there','fileId':'x'}"
                        + " | 400 bad_request",
                "b2_delete_file_version | {'fileName':'dir/there','fileId':'$N'}"
                        + " | 400 file_not_present",
                "b2_copy_file | {'sourceFileId':'$N','fileName':'y'} | 404 not_found",
                "b2_copy_file | {'sourceFileId':'$F'} | 400 bad_request",
                "b2_copy_file | {'sourceFileId':'$F','fileName':'y','range':'bytes=9-10'}"
                        + " | 416 range_not_satisfiable",
                "b2_copy_file | {'sourceFileId':'$F','fileName':'y','metadataDirective':'KEEP'}"
                        + " | 400 bad_request",
                "b2_copy_file | {'sourceFileId':'$F','fileName':'y','destinationBucketId':'x'}"
                        + " | 400 bad_request",
                "b2_get_download_authorization | {'bucketId':'$B','fileNamePrefix':''}"
                        + " | 400 bad_request",
                "b2_start_large_file | {'bucketId':'$B'} | 400 bad_request",
                "b2_unheard_of | {} | 404 not_found"
            })
    void is_told_by_its_code_and_changes_nothing(String call, String json, String told)
            throws Exception {
        String before = all();
        B2Client.Said said =
                client.call(
                        call,
                        json.replace('\'', '"')
                                .replace("$B", bucket)
                                .replace("$O", other)
                                .replace("$F", file)
                                .replace("$N", file.replaceFirst("_f[0-9a-f]{8}", "_f00ffffff")));
        assertThat(said.status() + " " + said.code()).as(said.message()).isEqualTo(told);
        assertThat(said.body().path("status").asInt()).isEqualTo(said.status());
        assertThat(said.message()).isNotEmpty();
        assertThat(all()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ok | X-Bz-Content-Sha1 | " + "0000000000000000000000000000000000000000",
                "ok | X-Bz-Content-Sha1 | nonsense",
                "ok | X-Other | missing sha1",
                "%20%00 | X-Bz-Content-Sha1 | do_not_verify",
                "%7f | X-Bz-Content-Sha1 | do_not_verify",
                "a%0Ab | X-Bz-Content-Sha1 | do_not_verify",
                "a%zz | X-Bz-Content-Sha1 | do_not_verify",
                "a%ff | X-Bz-Content-Sha1 | do_not_verify"
            })
    void an_upload_that_is_not_as_it_must_be_is_not_kept(String name, String header, String value)
            throws Exception {
        String before = all();
        B2Client.Said said = client.upload(bucket, name, "hello", header, value);
        assertThat(said.status() + " " + said.code()).isEqualTo("400 bad_request");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void a_name_has_at_most_1024_bytes() throws Exception {
        String before = all();
        String long_ = "%C3%BC".repeat(512);
        B2Client.Said said =
                client.upload(other, long_ + "x", "x", "X-Bz-Content-Sha1", "do_not_verify");
        assertThat(said.code()).isEqualTo("bad_request");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void the_sum_at_the_end_of_the_data_counts() throws Exception {
        String before = all();
        String end = "hex_digits_at_end";
        B2Client.Said wrong =
                client.upload(bucket, "k", "hello" + "0".repeat(40), "X-Bz-Content-Sha1", end);
        assertThat(wrong.code()).as(wrong.message()).isEqualTo("bad_request");
        B2Client.Said brief = client.upload(bucket, "k", "hello", "X-Bz-Content-Sha1", end);
        assertThat(brief.code()).as(brief.message()).isEqualTo("bad_request");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void a_token_for_another_bucket_uploads_nothing() throws Exception {
        String before = all();
        JsonNode place =
                client.call("b2_get_upload_url", "{\"bucketId\":\"%s\"}".formatted(other)).body();
        String url = place.path("uploadUrl").asString().replace(other, bucket);
        HttpResponse<String> said =
                client.raw(
                        "POST",
                        url.substring(url.indexOf("/b2api")),
                        "Authorization",
                        place.path("authorizationToken").asString(),
                        "X-Bz-File-Name",
                        "k",
                        "X-Bz-Content-Sha1",
                        "do_not_verify");
        assertThat(said.statusCode()).isEqualTo(401);
        assertThat(said.body()).contains("bad_auth_token");
        assertThat(all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b2_list_buckets",
                "b2_create_bucket",
                "b2_create_key",
                "b2_get_upload_url",
                "b2_list_file_names",
                "b2_list_file_versions",
                "b2_get_file_info",
                "b2_copy_file",
                "b2_hide_file",
                "b2_delete_file_version",
                "b2_delete_bucket",
                "b2_get_download_authorization",
                "b2_set_bucket_notification_rules"
            })
    void a_key_without_the_capability_is_refused(String call) throws Exception {
        String before = all();
        try (var weak = client.key(server, "weak", "\"capabilities\":[\"readBuckets\"]")) {
            String json =
                    """
                    {"bucketId":"%s","bucketName":"bucket-new","bucketType":"allPrivate",
                     "fileName":"dir/there","fileId":"%s","sourceFileId":"%s","keyName":"k",
                     "capabilities":["readBuckets"],"validDurationInSeconds":9,
                     "fileNamePrefix":"","eventNotificationRules":[]}
                    """
                            .formatted(bucket, file, file);
            B2Client.Said said = weak.call(call, json);
            assertThat(said.status() + " " + said.code()).isEqualTo("401 unauthorized");
        }
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void a_key_of_one_bucket_and_prefix_sees_no_other() throws Exception {
        String before = all();
        String fields =
                """
                "capabilities":["listFiles","readFiles","writeFiles","deleteFiles","listBuckets"],
                "bucketId":"%s","namePrefix":"mine/"
                """
                        .formatted(bucket);
        try (var mine = client.key(server, "mine", fields)) {
            refused(mine, "b2_list_file_names", "{\"bucketId\":\"%s\"}".formatted(other));
            refused(mine, "b2_list_file_names", "{\"bucketId\":\"%s\"}".formatted(bucket));
            refused(mine, "b2_get_file_info", "{\"fileId\":\"%s\"}".formatted(file));
            refused(
                    mine,
                    "b2_hide_file",
                    "{\"bucketId\":\"%s\",\"fileName\":\"dir/there\"}".formatted(bucket));
            refused(
                    mine,
                    "b2_delete_file_version",
                    "{\"fileName\":\"dir/there\",\"fileId\":\"%s\"}".formatted(file));
            refused(
                    mine,
                    "b2_copy_file",
                    "{\"fileName\":\"mine/x\",\"sourceFileId\":\"%s\"}".formatted(file));
            B2Client.Said upload =
                    mine.upload(bucket, "yours/x", "x", "X-Bz-Content-Sha1", "do_not_verify");
            assertThat(upload.code()).isEqualTo("unauthorized");
            HttpResponse<String> get =
                    client.raw("GET", "/file/bucket-one/dir/there", "Authorization", mine.token());
            assertThat(get.statusCode()).isEqualTo(401);
        }
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void a_deleted_key_opens_nothing_any_more() throws Exception {
        try (var gone = client.key(server, "key-to-go", "\"capabilities\":[\"listBuckets\"]")) {
            String id =
                    client.call("b2_list_keys", "{\"maxKeyCount\":10000}")
                            .body()
                            .path("keys")
                            .valueStream()
                            .filter(it -> it.path("keyName").asString().equals("key-to-go"))
                            .map(it -> it.path("applicationKeyId").asString())
                            .findFirst()
                            .orElseThrow();
            assertThat(gone.call("b2_list_buckets", "{}").status()).isEqualTo(200);
            client.call("b2_delete_key", "{\"applicationKeyId\":\"%s\"}".formatted(id));
            assertThat(gone.call("b2_list_buckets", "{}").status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/file/bucket-one/nothing",
                "/file/bucket-none/x",
                "/file/bucket-one/dir",
                "/b2api/v5/b2_list_buckets",
                "/elsewhere"
            })
    void what_is_not_there_is_404_and_head_says_no_more(String path) throws Exception {
        HttpResponse<String> get = client.raw("GET", path, "Authorization", client.token());
        assertThat(get.statusCode()).isEqualTo(404);
        assertThat(get.body()).contains("\"not_found\"");
        HttpResponse<String> head = client.raw("HEAD", path, "Authorization", client.token());
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isZero();
    }

    @Test
    void a_download_needs_a_token_that_is_good_for_it() throws Exception {
        String path = "/file/bucket-one/dir/there";
        assertThat(client.raw("GET", path).statusCode()).isEqualTo(401);
        assertThat(client.raw("HEAD", path).body()).isEmpty();
        assertThat(client.raw("GET", path, "Authorization", "x").body()).contains("bad_auth_token");
        String request =
                "{\"bucketId\":\"%s\",\"fileNamePrefix\":\"dir/\",\"validDurationInSeconds\":60}"
                        .formatted(bucket);
        String token =
                client.call("b2_get_download_authorization", request)
                        .body()
                        .path("authorizationToken")
                        .asString();
        assertThat(client.raw("GET", path, "Authorization", token).body()).isEqualTo("hello");
        assertThat(client.raw("GET", "/file/bucket-one/top", "Authorization", token).statusCode())
                .isEqualTo(401);
        HttpResponse<String> range =
                client.raw("GET", path, "Authorization", token, "Range", "bytes=9-");
        assertThat(range.statusCode()).isEqualTo(416);
        assertThat(range.body()).contains("range_not_satisfiable");
    }

    @Test
    void other_methods_are_405() throws Exception {
        HttpResponse<String> put =
                client.raw("PUT", "/b2api/v2/b2_list_buckets", "Authorization", client.token());
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.body()).contains("GET or POST");
        assertThat(client.raw("DELETE", "/file/bucket-one/dir/there").statusCode()).isEqualTo(405);
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_not_read() throws Exception {
        String json = "{\"bucketId\":\"" + "x".repeat(1 << 20) + "\"}";
        B2Client.Said said = client.call("b2_list_file_names", json);
        assertThat(said.code()).isEqualTo("bad_request");
    }

    @Test
    void an_expired_token_is_told_so_and_a_cap_of_requests_is_403() throws Exception {
        Map<Setting, String> brief =
                Map.of(Setting.B2_TOKEN_LIFETIME, "1s", Setting.B2_TRANSACTION_CAP, "4");
        try (var limited = RunningServer.over(folder.resolve("limited"), brief);
                var caller = B2Client.of(limited)) {
            assertThat(caller.call("b2_list_buckets", "{}").status()).isEqualTo(200);
            Thread.sleep(1_100);
            B2Client.Said late = caller.call("b2_list_buckets", "{}");
            assertThat(late.status() + " " + late.code()).isEqualTo("401 expired_auth_token");
            try (var again = B2Client.of(limited)) {
                B2Client.Said said = again.call("b2_list_buckets", "{}");
                for (int i = 0; i < 4 && said.status() == 200; i++) {
                    said = again.call("b2_create_bucket", "{}");
                    said = again.call("b2_list_buckets", "{}");
                }
                assertThat(said.status() + " " + said.code())
                        .isEqualTo("403 transaction_cap_exceeded");
            }
        }
    }

    private static void refused(B2Client who, String call, String json) throws Exception {
        B2Client.Said said = who.call(call, json);
        assertThat(said.status() + " " + said.code()).as(call).isEqualTo("401 unauthorized");
    }

    /** All that a client can see: buckets with their rules, files, and versions. */
    private String all() throws Exception {
        var all = new StringBuilder(client.call("b2_list_buckets", "{}").body().toString());
        for (String id : new String[] {bucket, other}) {
            String json = "{\"bucketId\":\"%s\"}".formatted(id);
            all.append(client.call("b2_list_file_versions", json).body());
            all.append(client.call("b2_get_bucket_notification_rules", json).body());
        }
        return all.toString();
    }
}
