package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import javax.net.ssl.SNIHostName;

class LineTest {
    @Test
    void a_name_is_sent_without_its_final_dot() {
        assertThat(Line.serverName("broker.example.")).contains(new SNIHostName("broker.example"));
    }

    @Test
    void a_name_that_tls_cannot_carry_is_not_sent() {
        assertThat(Line.serverName("my_broker")).isEmpty();
    }
}
