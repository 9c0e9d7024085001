package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Secret;
import dev.carillon.signature.Signable;
import dev.carillon.signature.StandardWebhooks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

class SignatureCheckTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String B2 = "01234567890123456789012345678901";
    private static final String WEBHOOK = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"events\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final String B2_HEADER = "x-bz-event-notification-signature";

    @Test
    void a_b2_message_names_the_secret_that_signed_it() {
        assertThat(found(b2(B2), "other", B2)).isEqualTo("valid: B2 (v1), secret 2");
    }

    @Test
    void one_of_several_signatures_is_enough() {
        String old = B2Signature.of(Secret.of("old"), BODY);
        String current = B2Signature.of(Secret.of(B2), BODY);

        assertThat(found(Map.of(B2_HEADER, old + ", " + current), B2))
                .isEqualTo("valid: B2 (v1), secret 1");
    }

    @Test
    void an_unknown_secret_is_said_to_be_one() {
        assertThat(found(b2("another"), B2))
                .isEqualTo(
                        "NOT valid: B2 (v1): secret 1 does not fit: the sender uses another secret,"
                                + " or the message was changed on the way");
        assertThat(found(b2("another"), B2, "third")).contains("no secret fits");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "` 0123`, without the blanks around it",
                "\"0123\", without the quotes around it",
                "'0123', without the quotes around it"
            })
    void a_secret_that_was_copied_badly_is_recognised(String given, String hint) {
        assertThat(found(b2("0123"), given)).contains("secret 1 would fit " + hint);
    }

    @Test
    void a_webhook_secret_that_lacks_its_prefix_is_recognised() {
        assertThat(found(webhook(NOW), WEBHOOK.substring("whsec_".length())))
                .contains("secret 1 would fit with whsec_ before it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1=", "v1=ABC", "v3=00", "nothing", "v1=\u001b[31m"})
    void a_malformed_signature_is_shown_safely_with_the_right_form(String value) {
        assertThat(found(Map.of(B2_HEADER, value), B2))
                .startsWith("NOT valid: B2 (v1): must be v1= or v2= and 64 lower-case hex digits")
                .doesNotContain("\u001b");
    }

    @Test
    void a_message_without_signature_is_told_apart() {
        assertThat(found(Map.of(), B2)).startsWith("missing: the message has neither");
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 0, 300})
    void a_webhook_is_valid_within_five_minutes(long late) {
        assertThat(found(webhook(NOW.minusSeconds(late)), B2, WEBHOOK))
                .isEqualTo("valid: Standard Webhooks, secret 2");
    }

    @ParameterizedTest
    @CsvSource({"301, webhook-timestamp is 301s ago", "-3600, webhook-timestamp is 1h ahead"})
    void a_webhook_of_another_time_is_not_valid_though_its_secret_fits(long late, String why) {
        assertThat(found(webhook(NOW.minusSeconds(late)), WEBHOOK))
                .startsWith("NOT valid: ")
                .contains("Standard Webhooks: secret 1 fits, but " + why)
                .contains("5m is allowed");
    }

    @ParameterizedTest
    @CsvSource({"webhook-id", "webhook-timestamp"})
    void a_webhook_without_a_signed_header_names_it(String missing) {
        var headers = new HashMap<>(webhook(NOW));
        headers.remove(missing);

        assertThat(found(headers, WEBHOOK)).contains("lacks the header " + missing);
    }

    @Test
    void a_webhook_signed_with_a_private_key_cannot_be_checked() {
        assertThat(found(Map.of("webhook-signature", "v1a,abc"), WEBHOOK)).contains("private key");
    }

    @Test
    void a_timestamp_that_is_no_number_is_named() {
        var headers = new HashMap<>(webhook(NOW));
        headers.put("webhook-timestamp", "yesterday");

        assertThat(found(headers, WEBHOOK))
                .contains("webhook-timestamp must be seconds since 1970, and is 'yesterday'");
    }

    @Test
    void a_strict_broker_signs_method_path_query_and_time() {
        assertThat(found(broker("/hook?x=1", NOW), B2)).isEqualTo("valid: broker (v2), secret 1");
        assertThat(found(broker("/hook?x=2", NOW), B2)).startsWith("NOT valid: broker (v2)");
        assertThat(found(broker("/hook?x=1", NOW.minusSeconds(400)), B2))
                .contains("secret 1 fits, but x-carillon-time is 400s ago");
    }

    @Test
    void a_strict_signature_without_its_time_names_the_header() {
        String signature = broker("/hook?x=1", NOW).get(B2_HEADER);

        assertThat(found(Map.of(B2_HEADER, signature), B2))
                .contains("lacks the header x-carillon-time");
    }

    @Test
    void a_webhook_secret_without_base64_is_refused() {
        assertThatThrownBy(() -> new SigningSecret("secret 1", Secret.of("whsec_*")))
                .hasMessageContaining("secret 1 begins with whsec_")
                .hasMessageNotContaining("*");
    }

    private static Map<String, String> b2(String secret) {
        return Map.of(B2_HEADER, B2Signature.of(Secret.of(secret), BODY));
    }

    private static Map<String, String> webhook(Instant time) {
        String timestamp = String.valueOf(time.getEpochSecond());
        Secret key = StandardWebhooks.key(Secret.of(WEBHOOK));
        return Map.of(
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                "v1,AAAA " + StandardWebhooks.of(key, "msg_1", timestamp, BODY));
    }

    private static Map<String, String> broker(String target, Instant time) {
        String seconds = String.valueOf(time.getEpochSecond());
        var head = new RequestSignature.Head("POST", target, seconds);
        return Map.of(
                B2_HEADER,
                RequestSignature.of(Secret.of(B2), head, BODY),
                "x-carillon-time",
                seconds);
    }

    private static String found(Map<String, String> headers, String... secrets) {
        var named =
                Stream.iterate(0, i -> i < secrets.length, i -> i + 1)
                        .map(i -> new SigningSecret("secret " + (i + 1), Secret.of(secrets[i])))
                        .toList();
        return new SignatureCheck(named, () -> NOW).of(new Message(headers), BODY).text();
    }

    /** A message to {@code /hook?x=1}. */
    private record Message(Map<String, String> sent) implements Signable {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String rawPath() {
            return "/hook";
        }

        @Override
        public String rawQuery() {
            return "x=1";
        }

        @Override
        public Collection<String> headerNames() {
            return sent.keySet();
        }

        @Override
        public List<String> headers(String name) {
            String value = sent.get(name.toLowerCase(Locale.ROOT));
            return value == null ? List.of() : List.of(value);
        }
    }
}
