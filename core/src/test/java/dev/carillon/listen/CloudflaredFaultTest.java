package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.listen.TunnelFailure.Again;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class CloudflaredFaultTest {
    /** Each row: the last lines, separated by @, then what a user reads. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "2026-01-01T00:00:00Z ERR Error unmarshaling QuickTunnel response: error code: 1015"
                        + " error=\"invalid character 'e' looking for beginning of value\""
                        + " status_code=\"429 Too Many Requests\"@failed to unmarshal quick Tunnel:"
                        + " invalid character 'e' looking for beginning of value ~ (429) ~ LATER",
                "{\"level\":\"error\",\"status_code\":\"429 Too Many Requests\",\"message\":\"Error"
                        + " unmarshaling QuickTunnel response: error code: 1015\"} ~ (429) ~ LATER",
                "2026-01-01T00:00:00Z ERR Error unmarshaling QuickTunnel response: error code: 1101"
                    + " error=\"invalid character 'e' looking for beginning of value\""
                    + " status_code=\"500 Internal Server Error\"@failed to unmarshal quick Tunnel:"
                    + " invalid character 'e' looking for beginning of value ~ service fails ~"
                    + " SOON",
                "failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of"
                        + " value ~ service fails ~ SOON",
                "failed to parse quick Tunnel ID: invalid UUID length: 0 ~ gave no tunnel ~ SOON",
                "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\":"
                        + " dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host ~"
                        + " cannot be resolved ~ SOON",
                "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\":"
                        + " dial tcp 104.16.230.132:443: connect: connection refused ~ cannot be"
                        + " reached ~ SOON",
                "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\":"
                    + " context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                    + " ~ cannot be reached ~ SOON",
                "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\":"
                        + " tls: failed to verify certificate: x509: certificate signed by unknown"
                        + " authority ~ not trusted ~ SOON",
                "Error opening metrics server listener: listen tcp 127.0.0.1:20241: bind: address"
                        + " already in use ~ metrics port ~ SOON",
                "Incorrect Usage: flag provided but not defined: -label ~ does not understand its"
                        + " options ~ NEVER",
                "error parsing tunnel ID: yaml: line 2: mapping values are not allowed ~"
                        + " configuration file ~ SOON"
            })
    void each_known_failure_says_what_happened_and_what_to_do(
            String lines, String what, Again again) {
        TunnelFailure failure = CloudflaredFault.of(1, List.of(lines.split("@")));

        assertThat(failure.what()).contains(what);
        assertThat(failure.advice()).isNotBlank();
        assertThat(failure.again()).isEqualTo(again);
    }

    @Test
    void an_unknown_failure_shows_the_exit_code_and_the_last_line() {
        assertThat(CloudflaredFault.of(7, List.of("first", "last")).what())
                .isEqualTo("cloudflared ended with exit code 7 (last)");
        assertThat(
                        CloudflaredFault.of(
                                        7,
                                        List.of(
                                                "2026-01-01T00:00:00Z ERR the reason",
                                                "2026-01-01T00:00:00Z INF Registered"))
                                .what())
                .isEqualTo("cloudflared ended with exit code 7 (the reason)");
        assertThat(CloudflaredFault.of(137, List.of()).what())
                .isEqualTo("cloudflared ended with exit code 137");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "2026-01-01T00:00:00Z ERR Failed to dial a quic connection error=\"failed to dial"
                    + " to edge with quic: timeout: no recent network activity\" connIndex=0 ~ UDP"
                    + " port 7844",
                "2026-01-01T00:00:00Z ERR Unable to establish connection with Cloudflare edge"
                        + " error=\"DialContext error\" ~ port 7844",
                "2026-01-01T00:00:00Z ERR  error=\"Unable to reach the origin service. The service"
                    + " may be down or it may not be responding to traffic from cloudflared: dial"
                    + " tcp 127.0.0.1:8080: connect: connection refused\" ~ cannot reach this"
                    + " listener"
            })
    void a_trouble_of_a_running_process_says_what_to_do(String line, String advice) {
        assertThat(CloudflaredFault.trouble(CloudflaredLine.of(line)))
                .hasValueSatisfying(text -> assertThat(text).contains(advice));
    }

    @Test
    void other_lines_are_no_trouble() {
        Stream.of(
                        "failed to sufficiently increase receive buffer size (was: 208 kiB)",
                        "2026-01-01T00:00:00Z WRN The user running cloudflared process has a GID",
                        "2026-01-01T00:00:00Z ERR Cannot determine default origin certificate path")
                .map(CloudflaredLine::of)
                .forEach(line -> assertThat(CloudflaredFault.trouble(line)).isEmpty());
    }
}
