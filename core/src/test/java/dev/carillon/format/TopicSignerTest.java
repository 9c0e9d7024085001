package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Target;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies the signatures of topics with an HMAC of its own. */
class TopicSignerTest {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String B2 = "01234567890123456789abcdefABCDEF";
    private static final String EVENT = "0123456789abcdef".repeat(4);
    private static final byte[] BODY = "{\"Records\":[]}".getBytes(StandardCharsets.UTF_8);

    private final SettableClock clock =
            new SettableClock(Instant.parse("2026-11-22T03:48:44.884Z"));
    private final Dialects dialects =
            Dialects.of(S3Dialect.all("eu", DeliveryPolicy.defaults(), clock));

    @Test
    void a_topic_without_secrets_is_not_signed() {
        assertThat(signed(Map.of("verify-ssl", "false"), "id").headers())
                .containsOnlyKeys("webhook-id");
    }

    @Test
    void standard_webhooks_sign_id_time_of_the_attempt_and_body() throws Exception {
        Message first = signed(Map.of("webhook-secret", OLD), EVENT + ".rule");
        assertThat(first.headers())
                .containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature")
                .containsEntry("webhook-timestamp", "1795319324");
        demand(first, OLD, signature(first));

        clock.advance(Duration.ofMinutes(3));
        Message again = signed(Map.of("webhook-secret", OLD), EVENT + ".rule");
        assertThat(again.headers())
                .containsEntry("webhook-id", first.headers().get("webhook-id"))
                .containsEntry("webhook-timestamp", "1795319504");
        demand(again, OLD, signature(again));
    }

    @Test
    void two_secrets_give_two_signatures() throws Exception {
        Message message = signed(Map.of("webhook-secret", OLD + " " + NEW), "test-1");
        String[] signatures = signature(message).split(" ", -1);
        assertThat(signatures).hasSize(2);
        demand(message, OLD, signatures[0]);
        demand(message, NEW, signatures[1]);
    }

    @Test
    void b2s_scheme_signs_the_body() throws Exception {
        Message message = signed(Map.of("b2-signing-secret", B2), EVENT + ".a.b");
        byte[] mac = hmac(B2.getBytes(StandardCharsets.US_ASCII), BODY);
        assertThat(message.headers())
                .containsOnlyKeys("webhook-id", "X-Bz-Event-Notification-Signature")
                .containsEntry("webhook-id", EVENT + ".a.b")
                .containsEntry(
                        "X-Bz-Event-Notification-Signature", "v1=" + HexFormat.of().formatHex(mac));
    }

    @Test
    void both_schemes_go_together() {
        assertThat(signed(Map.of("b2-signing-secret", B2, "webhook-secret", NEW), "x").headers())
                .containsOnlyKeys(
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature",
                        "X-Bz-Event-Notification-Signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rule", "a.b", "1795319324", "%2E", "_"})
    void a_signed_id_has_no_dots_and_stays_unique(String rule) {
        String id =
                signed(Map.of("webhook-secret", OLD), EVENT + "." + rule)
                        .headers()
                        .get("webhook-id");
        assertThat(id).isEqualTo(EVENT + "_" + rule.replace(".", "%2E")).doesNotContain(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3",
                "s3-cloudevents",
                "s3-cloudevents-binary",
                "s3-cloudevents-structured",
                "s3-cloudevents-batched"
            })
    void every_form_of_a_topic_is_signed(String dialect) throws Exception {
        var target = new Target("http://h/", Map.of("webhook-secret", OLD));
        Dialect of = dialects.get(new DialectName(dialect));
        Message written = of.format().write(Events.put(), "r", "").with(Map.of("webhook-id", "i"));
        Message message = of.signer(target).signed(written);
        assertThat(message.cloudEvent()).isEqualTo(written.cloudEvent());
        demand(message, OLD, signature(message));
    }

    @ParameterizedTest
    @CsvSource({
        "webhook-secret,***",
        "webhook-secret,any text",
        "webhook-secret,whsec_AAAA",
        "b2-signing-secret,short"
    })
    void a_secret_that_an_older_version_took_is_objected_to_without_its_text(
            String name, String value) {
        Signer signer =
                dialects.get(DialectName.S3).signer(new Target("http://h/", Map.of(name, value)));
        assertThat(signer.objection().orElseThrow())
                .startsWith(name + ": write ")
                .doesNotContain(value + " ");
    }

    @Test
    void a_good_secret_is_not_objected_to() {
        var options = Map.of("b2-signing-secret", B2, "webhook-secret", OLD + " " + NEW);
        Signer signer = dialects.get(DialectName.S3).signer(new Target("http://h/", options));
        assertThat(signer.objection()).isEmpty();
    }

    private Message signed(Map<String, String> options, String id) {
        var complete = new Message("application/json", Map.of("webhook-id", id), BODY);
        return dialects.get(DialectName.S3)
                .signer(new Target("http://h/", options))
                .signed(complete);
    }

    private static void demand(Message message, String secret, String signature) throws Exception {
        String head =
                message.headers().get("webhook-id")
                        + "."
                        + message.headers().get("webhook-timestamp")
                        + ".";
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        byte[] mac = hmac(key, head.getBytes(StandardCharsets.UTF_8), message.body());
        assertThat(signature).isEqualTo("v1," + Base64.getEncoder().encodeToString(mac));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static String signature(Message message) {
        return Objects.requireNonNull(message.headers().get("webhook-signature"));
    }
}
