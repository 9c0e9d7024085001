package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Compares the signatures of messages with published and separately computed values. */
class MessageSignaturesTest {
    private static final Secret SECRET = Secret.of("01234567890123456789012345678901");

    /** The values were observed at the original event broker. */
    @Test
    void b2_signs_the_body() {
        assertThat(B2Signature.of(SECRET, bytes("")))
                .isEqualTo("v1=0427d5bfaae59d1b082a98c2642c56be1e6263049269b457a57f572678ae3607");
        assertThat(B2Signature.of(SECRET, bytes("{\"events\":[]}")))
                .isEqualTo("v1=62d10d93ece9340f96065565086d6efb01e4574bf5bbc75a50151293c588d552");
    }

    /** The example of the Standard Webhooks specification. */
    @Test
    void standard_webhooks_sign_id_time_and_body() {
        Secret key = StandardWebhooks.key(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        String signature =
                StandardWebhooks.of(
                        key,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        bytes("{\"test\": 2432232314}"));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_secret_without_prefix_is_its_own_key() {
        assertThat(StandardWebhooks.key(SECRET)).isEqualTo(SECRET);
    }

    @Test
    void a_prefix_without_base64_is_no_key() {
        assertThatThrownBy(() -> StandardWebhooks.key(Secret.of("whsec_%%%")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StandardWebhooks.key(Secret.of("whsec_")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_sender_takes_one_secret_or_two_of_24_to_64_bytes() {
        for (int bytes : new int[] {24, 32, 64}) {
            assertThat(StandardWebhooks.keys(whsec(bytes)))
                    .containsExactly(Secret.of(new byte[bytes]));
        }
        assertThat(StandardWebhooks.keys(whsec(24) + " " + whsec(64)))
                .containsExactly(Secret.of(new byte[24]), Secret.of(new byte[64]));
    }

    @Test
    void a_sender_takes_no_other_form_and_does_not_repeat_it() {
        for (String wrong :
                List.of(
                        whsec(23),
                        whsec(65),
                        whsec(24).substring(6),
                        "whsec_" + "!".repeat(32),
                        whsec(24) + "  " + whsec(24),
                        whsec(24) + " ",
                        whsec(24) + "," + whsec(24),
                        whsec(24) + " " + whsec(24) + " " + whsec(24),
                        "")) {
            assertThatThrownBy(() -> StandardWebhooks.keys(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(StandardWebhooks.SECRET_FORM);
        }
    }

    @Test
    void a_secret_of_b2_has_32_letters_and_digits() {
        assertThat(B2Signature.isSecret("01234567890123456789abcdefABCDEF")).isTrue();
        assertThat(B2Signature.isSecret("0123456789012345678901234567890")).isFalse();
        assertThat(B2Signature.isSecret("012345678901234567890123456789012")).isFalse();
        assertThat(B2Signature.isSecret("0123456789012345678901234567890-")).isFalse();
    }

    private static String whsec(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    /** The values were computed with openssl dgst -sha256 -hmac. */
    @Test
    void a_strict_broker_wants_method_path_time_and_body_signed() {
        var head = new RequestSignature.Head("POST", "/hook?x=1", "1700000000");

        assertThat(RequestSignature.of(SECRET, head, bytes("{\"events\":[]}")))
                .isEqualTo("v2=d0bce628a316b3e1bddebf5288a0185b053c057e2c5659f7b2e3c9e93733faf6");
        var listing = new RequestSignature.Head("GET", "/@subscriptions", "1700000000");
        assertThat(RequestSignature.of(SECRET, listing, bytes("")))
                .isEqualTo("v2=f0f8ab0f7e7e65f1efda825bf175196aaf77ad1c9fc8157362e73bbd3e633ab1");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
