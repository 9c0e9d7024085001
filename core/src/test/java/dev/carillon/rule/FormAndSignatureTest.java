package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.StandardWebhooks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Attributes of topics that choose CloudEvents, and those that sign messages. */
class FormAndSignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String B2 = "01234567890123456789abcdefABCDEF";
    private static final EndpointKinds KINDS =
            new EndpointKinds(
                    List.of(
                            EndpointKind.of(
                                    "HTTP",
                                    Set.of("http", "https"),
                                    TopicAttribute.text("max-batch"),
                                    SigningAttributes.WEBHOOK_SECRET,
                                    SigningAttributes.B2_SIGNING_SECRET),
                            EndpointKind.of("Toy", Set.of("toy"))));

    private final TopicAttributes attributes = new TopicAttributes(KINDS, KINDS::objection);

    @ParameterizedTest
    @CsvSource({
        "http://h/, cloudevents=true, s3-cloudevents",
        "HTTPS://h/, cloudevents=true, s3-cloudevents",
        "toy://h, cloudevents=true, s3-cloudevents-binary",
        "toy://h, cloudevents=spec, s3-cloudevents-binary",
        "toy://h, cloudevents=false, s3",
        "toy://h, cloudevents=spec cloudevents-mode=structured, s3-cloudevents-structured",
        "http://h/, cloudevents=spec cloudevents-mode=structured, s3-cloudevents-structured"
    })
    void ceph_has_a_form_for_http_only(String url, String set, String dialect) {
        assertThat(topic(url, set).dialect()).isEqualTo(new DialectName(dialect));
    }

    @Test
    void another_address_may_change_the_form() {
        Topic http = topic("http://h/", "cloudevents=true");
        Topic toy = attributes.changed(http, "push-endpoint", "toy://h");
        assertThat(toy.dialect()).isEqualTo(DialectName.S3_CLOUD_EVENTS_BINARY);
        assertThat(attributes.changed(toy, "push-endpoint", "http://h/").dialect())
                .isEqualTo(DialectName.S3_CLOUD_EVENTS);
    }

    @ParameterizedTest
    @CsvSource({"1,true", "Yes,true", "ON,true", "TRUE,true", "0,false", "no,false"})
    void other_words_of_ceph_for_yes_and_no_are_kept_as_one(String word, String kept) {
        assertThat(topic("http://h/", "cloudevents=" + word).attributes())
                .containsEntry("cloudevents", kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h/ | cloudevents=maybe | cloudevents: write one of false, true, spec",
                "http://h/ | cloudevents=spec cloudevents-mode=x | write one of binary, structured",
                "http://h/ | cloudevents-mode=binary | cloudevents-mode needs cloudevents=spec",
                "http://h/ | cloudevents=true cloudevents-mode=structured | needs cloudevents=spec",
                "toy://h | cloudevents=true cloudevents-mode=structured | needs cloudevents=spec"
            })
    void combinations_without_a_meaning_are_refused(String url, String set, String why) {
        refused(url, set, why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-batch=9",
                "cloudevents=true max-batch=1",
                "cloudevents=spec cloudevents-mode=structured max-batch=9"
            })
    void records_and_structured_events_may_share_a_message(String set) {
        assertThat(topic("http://h/", set).attributes()).containsKey("max-batch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudevents=true max-batch=9",
                "cloudevents=spec max-batch=9",
                "cloudevents=spec cloudevents-mode=binary max-batch=2"
            })
    void events_in_headers_may_not(String set) {
        refused("http://h/", set, "structured mode only");
    }

    @Test
    void signing_secrets_are_masked_and_have_an_effect_over_http() {
        Topic topic = topic("https://h/", "webhook-secret=" + SECRET + " b2-signing-secret=" + B2);
        assertThat(attributes.warnings(topic)).isEmpty();
        assertThat(attributes.secrets().in(topic)).isTrue();
        assertThat(attributes.secrets().maskedArguments(topic))
                .containsEntry("webhook-secret", "***")
                .containsEntry("b2-signing-secret", "***");
        Target target = topic.target().orElseThrow();
        assertThat(KINDS.concealed(target, "a " + SECRET + " b " + B2)).isEqualTo("a *** b ***");
        assertThat(attributes.settable("webhook-secret")).isTrue();
    }

    @Test
    void each_of_two_secrets_is_concealed() {
        String two = SECRET + " whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        Topic topic =
                attributes.topic(
                        "t", "o", Map.of("push-endpoint", "http://h/", "webhook-secret", two));
        Target target = topic.target().orElseThrow();
        assertThat(KINDS.concealed(target, "said " + SECRET)).isEqualTo("said ***");
        assertThat(KINDS.concealed(target, two)).doesNotContain("whsec_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "geheim",
                "whsec_c2hvcnQ=",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void a_webhook_secret_of_another_form_is_refused_with_an_example(String secret) {
        assertThatThrownBy(() -> topic("http://h/", "webhook-secret=" + secret))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("webhook-secret: write " + StandardWebhooks.SECRET_FORM)
                .hasMessageContaining("openssl rand -base64 32")
                .satisfies(e ->
                        assertThat(String.valueOf(e.getMessage()).replace("whsec_ ", ""))
                                .doesNotContain(secret));
    }

    @Test
    void a_b2_secret_of_another_form_is_refused() {
        refused("http://h/", "b2-signing-secret=short", "write exactly 32 letters and digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-secret=" + SECRET, "b2-signing-secret=" + B2})
    void a_signing_secret_without_effect_is_refused(String set) {
        refused("toy://h", set, "does not sign the messages of this kind of endpoint");
        Topic http = topic("http://h/", set);
        assertThatThrownBy(() -> attributes.changed(http, "push-endpoint", "toy://h"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("use push-endpoint with http or https");
        assertThat(topic("", set).target()).isEmpty();
    }

    private Topic topic(String url, String set) {
        var all = map(set);
        all.put("push-endpoint", url);
        return attributes.topic("t", "owner", all);
    }

    private static Map<String, String> map(String set) {
        var all = new TreeMap<String, String>();
        for (String one : set.split(" ", -1)) {
            all.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return all;
    }

    private void refused(String url, String set, String why) {
        assertThatThrownBy(() -> topic(url, set))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }
}
