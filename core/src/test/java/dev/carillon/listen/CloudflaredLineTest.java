package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

class CloudflaredLineTest {
    private static final URI URL = URI.create("https://alfred-dakota.trycloudflare.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-07-22T23:28:52Z INF |  https://alfred-dakota.trycloudflare.com               "
                        + "                          |",
                "2026-07-22T23:28:52.123+02:00 INF |  https://alfred-dakota.trycloudflare.com  |",
                "{\"level\":\"info\",\"time\":\"2024-07-22T23:28:52Z\",\"message\":\"| "
                        + " https://alfred-dakota.trycloudflare.com  |\"}",
                "|  https://alfred-dakota.trycloudflare.com  |"
            })
    void the_url_stands_in_a_box(String line) {
        assertThat(CloudflaredLine.of(line).url()).contains(URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-07-22T23:28:48Z INF Thank you for trying Cloudflare Tunnel. Doing so,"
                    + " (https://www.cloudflare.com/website-terms/), and following:"
                    + " https://developers.cloudflare.com/cloudflare-one/connections/connect-apps",
                "2024-07-22T23:28:52Z INF |  Your quick Tunnel has been created! Visit it at (it"
                        + " may take some time to be reachable):  |",
                "2024-07-22T23:28:52Z INF +--------------------------------------------+",
                "2024-07-22T23:28:52Z INF |  https://  |",
                "{\"level\":\"info\"",
                "{\"message\":7}",
                ""
            })
    void other_lines_have_no_url(String line) {
        assertThat(CloudflaredLine.of(line).url()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-07-22T23:28:53Z INF Registered tunnel connection connIndex=0"
                    + " connection=b7ebd606 event=0 ip=198.41.200.13 location=sjc08 protocol=quic",
                "2022-01-22T23:28:53Z INF Connection b7ebd606-8da5-4273-af3d-472ec741887c"
                        + " registered connIndex=0 ip=198.41.200.13 location=SJC",
                "{\"level\":\"info\",\"connIndex\":0,\"message\":\"Registered tunnel connection\"}"
            })
    void a_registered_connection_carries_requests(String line) {
        assertThat(CloudflaredLine.of(line).connected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-07-22T23:28:53Z INF Unregistered tunnel connection connIndex=0",
                "2024-07-22T23:28:53Z WRN Connection terminated error=\"registered elsewhere\"",
                "Registering tunnel connection"
            })
    void a_connection_that_ended_does_not(String line) {
        assertThat(CloudflaredLine.of(line).connected()).isFalse();
    }

    @Test
    void json_keeps_the_values_behind_the_message() {
        var line =
                CloudflaredLine.of(
                        "{\"level\":\"error\",\"status_code\":\"429 Too Many"
                            + " Requests\",\"error\":\"invalid character"
                            + " 'e'\",\"time\":\"x\",\"message\":\"Error unmarshaling QuickTunnel"
                            + " response: error code: 1015\"}");

        assertThat(line)
                .isEqualTo(
                        new CloudflaredLine(
                                "error",
                                "Error unmarshaling QuickTunnel response: error code: 1015"
                                        + " error=invalid character 'e'"
                                        + " status_code=429 Too Many Requests"));
    }

    @Test
    void the_metrics_server_says_where_it_is() {
        assertThat(
                        CloudflaredLine.of(
                                        "2024-07-22T23:28:52Z INF Starting metrics server on"
                                                + " 127.0.0.1:20241/metrics")
                                .metrics())
                .contains("127.0.0.1:20241");
    }
}
