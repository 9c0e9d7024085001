package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class HttpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://a, a, 80, /",
        "HTTPS://A.b/, A.b, 443, /",
        "http://a:8080/x?y=z, a, 8080, /x?y=z",
        "http://a?y, a, 80, /?y",
        "http://a/#f, a, 80, /",
        "'http://[2001:db8::1]:81/x', 2001:db8:0:0:0:0:0:1, 81, /x",
        "'http://[2001:db8::1]/x', 2001:db8:0:0:0:0:0:1, 80, /x",
        "http://a//b/../c, a, 80, //b/../c",
        "http://bücher.example/, xn--bcher-kva.example, 80, /",
        "http://u:p@a:1/, a, 1, /",
        "http://a./, a., 80, /",
        "http://0x8.010.2056/, 8.8.8.8, 80, /",
        "http://8.8.8.8./, 8.8.8.8, 80, /",
        "http://010.0.0.1/, 8.0.0.1, 80, /",
        "'http://[::ffff:8.8.8.8]/', 8.8.8.8, 80, /",
    })
    void reads_a_url(String url, String host, int port, String path) {
        var address = HttpAddress.parse(url);

        assertThat(address.place().host()).isEqualTo(host);
        assertThat(address.place().port()).isEqualTo(port);
        assertThat(address.path()).isEqualTo(path);
        assertThat(address.secure()).isEqualTo(url.startsWith("HTTPS"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a:80/, a",
        "https://a:443/, a",
        "https://a/, a",
        "http://a:443/, a:443",
        "https://a:80/, a:80",
        "'http://[2001:db8::1]:81/', '[2001:db8:0:0:0:0:0:1]:81'",
        "'http://[2001:db8::1]/', '[2001:db8:0:0:0:0:0:1]'"
    })
    void the_host_header_leaves_out_the_port_of_the_scheme(String url, String host) {
        assertThat(HttpAddress.parse(url).authority()).hasToString(host);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ftp://a/            | must begin with http:// or https://
                    a.example/x         | must begin with http:// or https://
                    http:///x           | no valid host name
                    http://             | no valid host name
                    http://a b/         | no valid host name
                    http://a\\b/        | no valid host name
                    http://a%41/        | no valid host name
                    http://a:0/         | port
                    http://a:65536/     | port
                    http://a:/          | port
                    http://a:x/         | port
                    http://a:1:2/       | port
                    http://[::1/        | IPv6
                    http://[1.2.3.4]/   | IPv6
                    http://[::1]x/      | port
                    http://a/é          | percent-encoded
                    'http://a/ b'       | percent-encoded
                    http://u:a@b@c/     | %40
                    http://u:a%zz@c/    | %25
                    """)
    void says_what_is_wrong_with_a_url(String url, String part) {
        assertThatThrownBy(() -> HttpAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @CsvSource({"http://u:p@h/, Basic dTpw", "http://u@h/, Basic dTo=", "http://:p@h/, Basic OnA="})
    void reads_user_and_password(String url, String authorization) {
        assertThat(HttpAddress.parse(url).authorization()).isEqualTo(Optional.of(authorization));
    }
}
