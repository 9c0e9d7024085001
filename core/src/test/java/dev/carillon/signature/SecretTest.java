package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    private final Secret secret = Secret.of("wJalrXUtnFEMI");

    @Test
    void is_never_shown() {
        assertThat(secret).hasToString("***");
        assertThat(new AccessKey("AKIA", secret, "root").toString()).doesNotContain("wJalr");
    }

    @Test
    void matches_the_same_text_only() {
        assertThat(secret.matches("wJalrXUtnFEMI")).isTrue();
        assertThat(secret.matches("wJalrXUtnFEMJ")).isFalse();
        assertThat(secret.matches("")).isFalse();
    }

    @Test
    void equals_by_value() {
        assertThat(secret).isEqualTo(Secret.of("wJalrXUtnFEMI")).hasSameHashCodeAs(secret);
        assertThat(secret).isNotEqualTo(Secret.of("other"));
    }

    @Test
    void keeps_its_bytes_to_itself() {
        secret.reveal()[0] = 'x';
        assertThat(secret.revealText()).isEqualTo("wJalrXUtnFEMI");
    }

    @Test
    void is_not_empty() {
        assertThatThrownBy(() -> Secret.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_access_key_id_cannot_break_a_header() {
        for (var id : new String[] {"", "a,b", "a:b", "a b", "a\r\nb", "é"}) {
            assertThatThrownBy(() -> new AccessKey(id, secret, "root"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
