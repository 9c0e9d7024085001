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

import java.net.http.HttpResponse;
import java.nio.file.Path;

/** Checks for client errors in the B2 API the code in the answer, and that nothing changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2BadInputIT {
    @TempDir static Path folder;

    private B2World world;
    private B2Client client;
    private String bucket;
    private String other;
    private String file;

    @BeforeAll
    void start() throws Exception {
        world = new B2World(folder.resolve("all"));
        client = world.client;
        bucket = world.bucket;
        other = world.other;
        file = world.file;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    /** The rows: the call, its fields ($B and $O buckets, $F a file, $N none), and the answer. */
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
                "b2_create_bucket | {'bucketName':'bucket.dot','bucketType':'allPrivate'}"
                        + " | 400 invalid_bucket_name",
                "b2_create_bucket | {'bucketName':'Bucket-Up','bucketType':'allPrivate'}"
                        + " | 400 invalid_bucket_name",
                "b2_create_bucket | {'bucketName':'bucket-x','bucketName':'bucket-y',"
                        + "'bucketType':'allPrivate'} | 400 bad_json",
                "b2_list_buckets | {'accountId':'0123456789ab'} | 400 bad_request",
                "b2_list_buckets | {'bucketTypes':['some']} | 400 bad_request",
                "b2_copy_file | {'sourceFileId':'$F','fileName':'y','range':'5-6'}"
                        + " | 400 bad_request",
                "b2_update_file_retention | {} | 400 bad_request",
                "b2_upload_file | {} | 400 bad_request",
                "b2_unheard_of | {} | 400 bad_request"
            })
    void is_refused_with_its_code_and_changes_nothing(String call, String json, String told)
            throws Exception {
        String before = world.all();
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
        assertThat(world.all()).isEqualTo(before);
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
        String before = world.all();
        B2Client.Said said = client.upload(bucket, name, "hello", header, value);
        assertThat(said.status() + " " + said.code()).isEqualTo("400 bad_request");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void a_name_has_at_most_1024_bytes() throws Exception {
        String before = world.all();
        String long_ = "%C3%BC".repeat(512);
        B2Client.Said said =
                client.upload(other, long_ + "x", "x", "X-Bz-Content-Sha1", "do_not_verify");
        assertThat(said.code()).isEqualTo("bad_request");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void the_sum_at_the_end_of_the_data_counts() throws Exception {
        String before = world.all();
        String end = "hex_digits_at_end";
        B2Client.Said wrong =
                client.upload(bucket, "k", "hello" + "0".repeat(40), "X-Bz-Content-Sha1", end);
        assertThat(wrong.code()).as(wrong.message()).isEqualTo("bad_request");
        B2Client.Said brief = client.upload(bucket, "k", "hello", "X-Bz-Content-Sha1", end);
        assertThat(brief.code()).as(brief.message()).isEqualTo("bad_request");
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/file/bucket-one/nothing",
                "/file/bucket-none/x",
                "/file/bucket-one/dir",
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
}
