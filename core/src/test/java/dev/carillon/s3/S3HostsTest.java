package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.BodyBudget;
import dev.carillon.http.Headers;
import dev.carillon.http.Query;
import dev.carillon.http.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.util.List;

class S3HostsTest {
    private final S3Hosts hosts =
            new S3Hosts(List.of("localhost", "example.com", "s3.example.com"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9000",
                "LocalHost",
                "localhost.",
                "127.0.0.1:9000",
                "10.0.0.7",
                "[::1]:9000",
                "[fe80::1]",
                "carillon",
                "carillon:9000",
                "s3.example.com",
                "s3.example.com:443"
            })
    void an_address_a_single_label_and_a_domain_itself_name_no_bucket(String host) {
        assertThat(style(host)).isEqualTo(new S3Hosts.Style.Path());
    }

    @ParameterizedTest
    @CsvSource({
        "bucket.localhost:9000, bucket",
        "Bucket.LOCALHOST, bucket",
        "bucket.s3.example.com, bucket",
        "my.dotted.bucket.s3.example.com, my.dotted.bucket",
        "bucket.example.com, bucket"
    })
    void a_host_below_the_longest_domain_names_the_bucket(String host, String bucket) {
        assertThat(style(host)).isEqualTo(new S3Hosts.Style.Virtual(bucket));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket.elsewhere.org", "host.docker.internal:9000", "notlocalhost.x"})
    void any_other_host_is_unknown(String host) {
        assertThat(style(host)).isInstanceOf(S3Hosts.Style.Unknown.class);
    }

    @Test
    void a_request_without_a_host_is_path_style() {
        assertThat(hosts.style(request(Headers.NONE))).isEqualTo(new S3Hosts.Style.Path());
    }

    private S3Hosts.Style style(String host) {
        return hosts.style(request(Headers.of("Host", host)));
    }

    private static Request request(Headers headers) {
        var peer = new Request.Peer("127.0.0.1", false);
        return new Request(
                "id",
                "GET",
                "/",
                Query.NONE,
                headers,
                peer,
                InputStream.nullInputStream(),
                BodyBudget.of(0).lease());
    }
}
