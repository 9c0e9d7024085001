package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;

class AmqpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "amqp://h, h:5672, /",
        "amqps://h, h:5671, /",
        "AMQP://h:7, h:7, /",
        "amqp://u:p@h:7, h:7, /",
        "amqp://u:p%40x@h/, h:5672, /",
        "amqp://h/%2f, h:5672, /",
        "amqp://h/%2F, h:5672, /",
        "amqp://h/events, h:5672, events",
        "amqp://h/a%2Fb%20c, h:5672, a/b c",
        "amqp://h/b%C3%BCro, h:5672, büro",
        "amqp://h/a+b, h:5672, a+b",
        "amqp://[::1]:7/v, [0:0:0:0:0:0:0:1]:7, v",
        "amqp://0x7f.1/v, 127.0.0.1:5672, v"
    })
    void reads_what_people_write(String url, String place, String vhost) {
        var address = AmqpAddress.parse(url);

        assertThat(address.place()).hasToString(place);
        assertThat(address.vhost()).isEqualTo(vhost);
        assertThat(address.secure()).isEqualTo(url.toLowerCase(Locale.ROOT).startsWith("amqps"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h, must begin with amqp:// or amqps://",
        "amqp://, no valid host name",
        "amqp://h:0, port is not between",
        "amqp://h:65536, port is not between",
        "amqp://h:x, port is not between",
        "amqp://h/a/b, write / in the name of the virtual host as %2F",
        "amqp://h/100%, write % as %25",
        "amqp://h/%2, write % as %25",
        "amqp://h/%zz, write % as %25",
        "amqp://h/%+1, write % as %25",
        "amqp://h/%C3, write % as %25",
        "amqp://h/%ff%fe, write % as %25",
        "amqp://h/a%00b, write % as %25",
        "amqp://h?heartbeat=5, set attributes of the topic",
        "amqp://h/v#x, set attributes of the topic",
        "amqp://u@h, write user and password",
        "amqp://u:@h, write user and password",
        "amqp://:p@h, write user and password",
        "amqp://u:se@cret@h, write user and password"
    })
    void says_what_to_write_and_shows_no_password(String url, String words) {
        assertThatThrownBy(() -> AmqpAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("se@cret");
    }
}
