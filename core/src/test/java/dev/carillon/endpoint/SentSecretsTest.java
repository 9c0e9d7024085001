package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Every spelling in which an answer may repeat what was sent to its endpoint. */
class SentSecretsTest {
    private static final String SECRET = "p/w \"q\\+\u00e9\uD83D\uDE00&";

    private final SentSecrets secrets = SentSecrets.of(Optional.empty(), List.of()).and(SECRET);

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "p/w \\\"q\\\\+\u00e9\uD83D\uDE00&",
                "p\\/w \\\"q\\\\+\u00e9\uD83D\uDE00&",
                "p\\/w \\\"q\\\\+\\u00e9\\ud83d\\ude00&",
                "p/w \\u0022q\\u005C+\\u00E9\\uD83D\\uDE00\\u0026",
                "p%2Fw+%22q%5C%2B%C3%A9%F0%9F%98%80%26",
                "p%2fw%20%22q%5c%2b%c3%a9%f0%9f%98%80%26",
                "p/w%20%22q%5C+%C3%A9%F0%9F%98%80&",
            })
    void is_masked(String spelling) {
        assertThat(secrets.masked("<" + spelling + "," + spelling + ">")).isEqualTo("<***,***>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p/w", "\\", "p\\u00", "p%2", "p/w \\\"q\\\\+\\u00e", "%"})
    void what_is_only_like_it_is_left(String text) {
        assertThat(secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void a_secret_of_percent_signs_and_backslashes_is_masked_as_it_is() {
        assertThat(secrets.and("a%25b\\\\c").masked("a%25b\\\\c a%2525b\\\\\\\\c"))
                .isEqualTo("*** ***");
    }

    @Test
    void a_secret_in_another_is_masked_after_it() {
        assertThat(secrets.and("short").and("short and long").masked("short and long, short"))
                .isEqualTo("***, ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "basic ", "BASIC "})
    void a_password_is_masked_however_its_scheme_is_written(String scheme) {
        String token =
                Base64.getEncoder().encodeToString("ann:wonder".getBytes(StandardCharsets.UTF_8));

        String shown =
                SentSecrets.of(Optional.of(scheme + token), List.of())
                        .masked(token + " ann wonder");

        assertThat(shown).isEqualTo("*** ann ***");
    }

    @Test
    void a_header_named_authorization_holds_credentials_and_short_values_are_words() {
        var headers =
                List.of(
                        new Target.Header("authorization", "Bearer abc"),
                        new Target.Header("X-Team", "storage"),
                        new Target.Header("X-Token", "12345678"));

        assertThat(SentSecrets.of(Optional.empty(), headers).masked("abc storage 12345678"))
                .isEqualTo("*** storage ***");
    }

    @Test
    void a_token_of_any_form_is_no_trouble() {
        for (String value :
                List.of("", "Basic", "Basic ", "Basic !", "Basic " + base64("nocolon"))) {
            var sent = SentSecrets.of(Optional.of(value), List.of());
            assertThat(sent.masked("text")).isEqualTo("text");
            assertThat(sent).hasToString("***");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
