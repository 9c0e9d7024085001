package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.RawClient;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Requests without a valid key, which are answered from their headers alone. No body is sent here,
 * so a server that waits for one does not answer in time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersIT {
    private static final String SNS = "sns";
    private static final String ADMIN = "carillon";

    private RunningServer running;
    private AccessKey key;

    @BeforeAll
    void start(@TempDir Path folder) {
        running = RunningServer.over(folder);
        key = running.server().rootKey();
    }

    @AfterAll
    void stop() {
        running.close();
    }

    @Test
    void an_unsigned_call_is_refused_before_its_body_comes() throws IOException {
        assertThat(answer(SNS, "", "Content-Length: 100000\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer(ADMIN, "", "Content-Length: 100000\n")).startsWith("HTTP/1.1 401 ");
        assertThat(b2("b2_download_file_by_id")).startsWith("HTTP/1.1 413 ");
        assertThat(b2("b2_list_buckets")).startsWith("HTTP/1.1 401 ");
        assertThat(b2("b2_authorize_account")).startsWith("HTTP/1.1 401 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {SNS, ADMIN})
    void a_call_with_an_unknown_key_is_refused_before_its_body_comes(String service)
            throws IOException {
        var unknown = new AccessKey("NOBODY", Secret.of("guess"), "root");
        assertThat(answer(service, signed(service, unknown, Instant.now()), "Content-Length: 9\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("InvalidAccessKeyId");
    }

    @ParameterizedTest
    @ValueSource(strings = {SNS, ADMIN})
    void a_call_of_another_day_is_refused_before_its_body_comes(String service) throws IOException {
        Instant past = Instant.now().minus(Duration.ofDays(2));
        assertThat(answer(service, signed(service, key, past), "Content-Length: 9\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("RequestTimeTooSkewed");
    }

    @ParameterizedTest
    @ValueSource(strings = {SNS, ADMIN})
    void a_call_whose_signature_does_not_match_its_headers_is_refused_before_its_body_comes(
            String service) throws IOException {
        var guessed = new AccessKey(key.id(), Secret.of("guess"), "root");
        assertThat(answer(service, signed(service, guessed, Instant.now()), "Content-Length: 9\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {SNS, ADMIN})
    void a_call_that_is_too_long_or_does_not_say_how_long_is_refused_before_its_body_comes(
            String service) throws IOException {
        String signature = signed(service, key, Instant.now());
        assertThat(answer(service, signature, "Content-Length: 9999999\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(answer(service, signature, "Transfer-Encoding: chunked\n"))
                .startsWith("HTTP/1.1 411 ");
    }

    @Test
    void who_was_refused_and_sends_no_more_is_closed_within_seconds() throws IOException {
        URI url = url(SNS);
        try (var client = new RawClient(url.getPort())) {
            client.send("PUT /b/k HTTP/1.1\nHost: h\nContent-Length: 1000000\n\nabc");
            assertThat(client.readHeadAndBody()).startsWith("HTTP/1.1 403 ");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    /**
     * Returns the head of the answer to a call whose body is never sent, and everything that
     * follows immediately.
     */
    private String answer(String service, String signature, String length) throws IOException {
        URI url = url(service);
        String path = path(service);
        try (var client = new RawClient(url.getPort())) {
            return client.send(
                            "POST %s HTTP/1.1\nHost: %s\n%s%s\n"
                                    .formatted(path, url.getAuthority(), signature, length))
                    .readHeadAndBody();
        }
    }

    private String b2(String call) throws IOException {
        URI url = URI.create(running.server().b2Url().orElseThrow());
        try (var client = new RawClient(url.getPort())) {
            return client.send(
                            "POST /b2api/v2/%s HTTP/1.1\nHost: h\nContent-Length: 1000000\n\n"
                                    .formatted(call))
                    .readHeadAndBody();
        }
    }

    private String signed(String service, AccessKey by, Instant at) {
        URI url = url(service);
        var signer = new SigV4Signer(by, "default", service, InstantSource.fixed(at));
        var request =
                new RequestToSign("POST", path(service), "", Map.of("host", url.getAuthority()));
        var text = new StringBuilder();
        signer.sign(request, new byte[9])
                .fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        text.append(name).append(": ").append(value).append('\n');
                    }
                });
        return text.toString();
    }

    private URI url(String service) {
        Server server = running.server();
        return URI.create((service.equals(SNS) ? server.s3Url() : server.adminUrl()).orElseThrow());
    }

    private static String path(String service) {
        return service.equals(SNS) ? "/" : "/v1/replay";
    }
}
