package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

class BrokerConfigTest {
    @Test
    void without_a_secret_the_port_is_off() {
        var broker = ServerConfig.defaults().broker();
        assertThat(broker.listens()).isEmpty();
        assertThat(broker.lacksSecret()).isTrue();
    }

    @Test
    void with_a_secret_it_listens_on_its_port() {
        var broker = read(Map.of(), Map.of("SIGNING_SECRET", "old"));
        assertThat(broker.listens()).hasValue(9002);
        assertThat(broker.lacksSecret()).isFalse();
    }

    @Test
    void a_port_that_is_off_lacks_nothing() {
        var broker = read(Map.of(Setting.BROKER_PORT, "off"), Map.of());
        assertThat(broker.listens()).isEmpty();
        assertThat(broker.lacksSecret()).isFalse();
    }

    @Test
    void a_port_that_was_named_needs_a_secret() {
        for (String port : new String[] {"9002", "0"}) {
            assertThatThrownBy(() -> read(Map.of(Setting.BROKER_PORT, port), Map.of()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("--broker-port")
                    .hasMessageContaining("SIGNING_SECRET");
        }
        assertThatThrownBy(() -> read(Map.of(), Map.of("CARILLON_BROKER_PORT", "9002")))
                .hasMessageContaining("CARILLON_BROKER_PORT");
    }

    @Test
    void two_secrets_are_separated_by_a_blank_and_never_shown() {
        var broker = read(Map.of(), Map.of("SIGNING_SECRET", " new-one  old-one\n"));
        assertThat(broker.secrets()).containsExactly(Secret.of("new-one"), Secret.of("old-one"));
        assertThat(broker.toString()).doesNotContain("new-one").doesNotContain("old-one");
    }

    @Test
    void three_secrets_are_refused() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("SIGNING_SECRET", "a1 b2 c3")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SIGNING_SECRET holds 3")
                .hasMessageNotContaining("b2");
    }

    @Test
    void our_names_of_the_variables_win() {
        var broker =
                read(
                        Map.of(),
                        Map.of(
                                "SIGNING_SECRET", "theirs",
                                "CARILLON_SIGNING_SECRET", "ours",
                                "MAX_FAILURE_COUNT", "7",
                                "CARILLON_MAX_FAILURE_COUNT", "8"));
        assertThat(broker.secrets()).containsExactly(Secret.of("ours"));
        assertThat(broker.maxFailureCount()).isEqualTo(8);
        assertThat(read(Map.of(), Map.of("MAX_FAILURE_COUNT", "7")).maxFailureCount()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "five", "", "1.5"})
    void a_failure_count_that_is_none_is_refused_under_the_name_that_was_used(String text) {
        assertThatThrownBy(() -> read(Map.of(), Map.of("MAX_FAILURE_COUNT", text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("MAX_FAILURE_COUNT: ");
    }

    private static BrokerConfig read(Map<Setting, String> flags, Map<String, String> environment) {
        return ServerConfig.of(Settings.read(flags, environment, Optional.empty())).broker();
    }
}
