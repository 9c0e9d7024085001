package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Compares signatures of confirmations with the values of the document and of the real service. */
class McsSignatureTest {
    private static final String URL = "http://test.com";
    private static final String TOPIC = "mcs2883541269|bucketA|s3:ObjectCreated:Put";
    private static final String TIME = "2019-12-26T19:29:12+03:00";
    private static final String TOKEN = "RPE5UuG94rGgBH6kHXN9FUPugFxj1hs2aUQc99btJp3E49tA";
    private static final String SIGNATURE =
            "ea3fce4bb15c6de4fec365d36bcebbc34ccddf54616d5ca12e1972f82b6d37af";

    @Test
    void signs_the_example_of_the_document() {
        assertThat(McsSignature.of(URL, TOPIC, TIME, TOKEN)).isEqualTo(SIGNATURE);
    }

    @Test
    void signs_a_confirmation_that_the_real_service_sent() {
        String signature =
                McsSignature.of(
                        "http://89.208.199.220/webhook",
                        "mcs5259999770|myfiles-ash|s3:ObjectCreated:*,s3:ObjectRemoved:*",
                        "2020-06-15T15:01:13+03:00",
                        "E2itMqAMUVVZc51pUhFWSp13DoxezvRxkUh5P7LEuk1dEe9y");

        assertThat(signature)
                .isEqualTo("3754ce36636f80dfd606c5254d64ecb2fd8d555c27962b70b4f759f32c76b66d");
    }

    @Test
    void keys_are_the_bytes_of_the_results_and_not_their_hex_digits() {
        String hexKeys = hex(hex(hex(TOKEN, TIME), TOPIC), URL);

        assertThat(hexKeys)
                .isEqualTo("ef42c31305fc443f1c6d1d84b7ff8b98ffd764866197393d478369d5439a54f8")
                .isNotEqualTo(McsSignature.of(URL, TOPIC, TIME, TOKEN));
    }

    @Test
    void key_and_message_are_not_swapped() {
        byte[] timeFirst = Digests.hmac("HmacSHA256", bytes(TIME), TOKEN);
        byte[] topicNext = Digests.hmac("HmacSHA256", bytes(TOPIC), timeFirst);
        String swapped =
                HexFormat.of().formatHex(Digests.hmac("HmacSHA256", bytes(URL), topicNext));

        assertThat(swapped)
                .isEqualTo("6754bacc04a6026e8130f125a25539c1833a6db588ad7068fc5ecc9d18ca7c26")
                .isNotEqualTo(McsSignature.of(URL, TOPIC, TIME, TOKEN));
    }

    @Test
    void the_url_is_signed_as_it_was_registered() {
        assertThat(McsSignature.of("http://test.com/webhook", TOPIC, TIME, TOKEN))
                .isEqualTo("9033ed097d75f55b02e9c8f1b84fac5f2616f9d2b77f5e7f0c9e6b3412b67673")
                .isNotEqualTo(SIGNATURE);
        assertThat(McsSignature.of(URL + "/", TOPIC, TIME, TOKEN)).isNotEqualTo(SIGNATURE);
    }

    /** The value was computed with Python's hmac module. */
    @Test
    void an_empty_token_is_a_key_too() {
        assertThat(McsSignature.of("u", "a", "t", ""))
                .isEqualTo("f7bca6951b8b414dc8b2fa0dc5729bafd95df71bfacf712018c8b6c3fd508bbf");
    }

    @Test
    void only_the_same_digits_are_the_same_signature() {
        assertThat(McsSignature.same(SIGNATURE, SIGNATURE)).isTrue();
        assertThat(McsSignature.same(SIGNATURE, "f" + SIGNATURE.substring(1))).isFalse();
        assertThat(McsSignature.same(SIGNATURE, SIGNATURE.substring(1))).isFalse();
        assertThat(McsSignature.same(SIGNATURE, SIGNATURE.toUpperCase(Locale.ROOT))).isFalse();
        assertThat(McsSignature.same(SIGNATURE, "")).isFalse();
    }

    private static String hex(String key, String message) {
        return HexFormat.of().formatHex(Digests.hmac("HmacSHA256", bytes(key), message));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
