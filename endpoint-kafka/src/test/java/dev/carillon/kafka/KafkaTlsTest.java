package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.kafka.SharedKafka.Cluster;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

@ExtendWith(SharedKafka.class)
class KafkaTlsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private final LocalKafka kafka;
    private final Map<String, String> trusting;
    private final Map<String, String> presenting;
    private final KafkaRig rig;

    KafkaTlsTest(Cluster cluster) {
        kafka = cluster.kafka();
        trusting = Map.of("use-ssl", "true", "ca-location", cluster.server().pem().toString());
        presenting =
                and(
                        trusting,
                        Map.of(
                                "ssl-certificate-location", cluster.client().pem().toString(),
                                "ssl-key-location", cluster.client().key().toString()));
        rig = new KafkaRig(kafka, KafkaRig.SHORT);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void both_sides_show_their_certificates() {
        Endpoint endpoint = rig.open("TLS", presenting);

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        Diagnosis diagnosis = endpoint.diagnose(KafkaRig.plain("n"), LONG);

        assertThat(diagnosis.ok()).isTrue();
        assertThat(diagnosis.advice()).contains("nothing to do");
        assertThat(diagnosis.steps()).extracting(Step::name).contains("tls");
        assertThat(rig.reader().bodies()).containsExactly("m", "n");
    }

    @Test
    void a_broker_that_asks_for_a_certificate_gets_no_record_without() {
        Endpoint endpoint = rig.open("TLS", trusting);

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isFalse();
        assertThat(endpoint.diagnose(KafkaRig.plain("m"), LONG).ok()).isFalse();
        assertThat(rig.reader().bodies()).isEmpty();
    }

    @Test
    void an_unknown_certificate_is_refused_unless_verification_is_off() {
        Endpoint unknowing = rig.open("TLS_USERS", user(Map.of("use-ssl", "true")));
        Endpoint careless =
                rig.open("TLS_USERS", user(Map.of("use-ssl", "true", "verify-ssl", "false")));

        assertThat(unknowing.send(KafkaRig.plain("m"), LONG)).isInstanceOf(Unreachable.class);
        assertThat(unknowing.send(KafkaRig.plain("m"), LONG).summary()).contains("certificat");
        assertThat(unknowing.diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("tls");
        assertThat(careless.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
    }

    @Test
    void a_certificate_of_another_name_is_refused() {
        String url = "kafka://localhost:" + kafka.port("TLS_USERS");
        Endpoint endpoint =
                rig.provider.open(new Target(url, user(trusting)).of(Optional.of(rig.topic)));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG)).isInstanceOf(Unreachable.class);
        assertThat(rig.reader().bodies()).isEmpty();
    }

    @Test
    void a_user_signs_in_over_tls() {
        Endpoint endpoint = rig.open("TLS_USERS", user(trusting));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        assertThat(rig.reader().bodies()).containsExactly("m");
    }

    @Test
    void tls_on_the_wrong_side_is_found_by_a_diagnosis() {
        Diagnosis without = rig.open("TLS", Map.of()).diagnose(KafkaRig.plain("m"), BRIEF);
        Diagnosis with = rig.open("DIRECT", trusting).diagnose(KafkaRig.plain("m"), BRIEF);

        assertThat(without.failed()).map(Step::name).contains("authentication");
        assertThat(without.advice()).contains("use-ssl");
        assertThat(with.failed()).map(Step::name).contains("tls");
        assertThat(with.advice()).contains("use-ssl");
    }

    private static Map<String, String> user(Map<String, String> options) {
        return and(
                options,
                Map.of(
                        "user-name", "carol",
                        "password", "pass-of-carol",
                        "mechanism", "SCRAM-SHA-256"));
    }

    private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
