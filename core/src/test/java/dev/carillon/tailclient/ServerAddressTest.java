package dev.carillon.tailclient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://events.example:443,https://events.example",
        "HTTPS://events.example:443,HTTPS://events.example",
        "http://events.example:80,http://events.example",
        "http://[::1]:80,http://[::1]",
        "http://[::80],http://[::80]",
        "http://events.example:443,http://events.example:443",
        "https://events.example:80,https://events.example:80",
        "http://events.example:8080,http://events.example:8080",
        "http://events.example,http://events.example",
    })
    void a_default_port_is_left_out_as_in_the_host_header(URI address, URI expected) {
        assertThat(ServerAddress.withoutDefaultPort(address)).isEqualTo(expected);
        assertThat(ServerAddress.withoutDefaultPort(address)).hasToString(expected.toString());
    }
}
