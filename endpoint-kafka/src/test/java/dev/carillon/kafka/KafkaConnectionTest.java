package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Cidr;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.rule.Target;
import dev.carillon.signature.Secret;

import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class KafkaConnectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "kafka://broker                  |                     | broker:9092",
                "kafka://broker:1/ignored?a#b    |                     | broker:1",
                "kafka://u:p@broker              |                     | broker:9092",
                "kafka://[::1]:7                 |                     | [0:0:0:0:0:0:0:1]:7",
                "kafka://a                       | b,c:1 , [2001:db8::1] |"
                        + " a:9092,b:9092,c:1,[2001:db8:0:0:0:0:0:1]:9092",
                "kafka://a:1                     | a:1,b,b:9092        | a:1,b:9092"
            })
    void brokers_are_that_of_the_url_and_those_listed(String url, String listed, String expected) {
        var options = new HashMap<String, String>();
        Optional.ofNullable(listed).ifPresent(list -> options.put("kafka-brokers", list));

        assertThat(KafkaConnection.of(target(url, options))).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "kafka://                     |                           | no broker",
                "kafka://:9092                |                           | no broker",
                "kafka://a:0                  |                           | from 1 to 65535",
                "kafka://a:65536              |                           | from 1 to 65535",
                "kafka://a:http               |                           | from 1 to 65535",
                "kafka://a b                  |                           | no broker",
                "kafka://1.2.3.4.5            |                           | no broker",
                "kafka://[::1                 |                           | no broker",
                "kafka://[1.2.3.4]            |                           | no broker",
                "kafka://user@a               |                           | user:password@",
                "kafka://a:9,b:9              |                           | no broker",
                "kafka://a                    | kafka-brokers=b,,c        | kafka-brokers: '' is no"
                        + " broker",
                "kafka://a                    | kafka-brokers=,           | kafka-brokers: '' is no"
                        + " broker",
                "kafka://a                    | kafka-brokers=b:x         | commas between",
                "kafka://a                    | kafka-brokers=kafka://b   | 'kafka://b' is no"
                        + " broker",
                "kafka://a                    | kafka-ack-level=all       | write broker or none",
                "kafka://a                    | mechanism=PLAIN           | set user-name and"
                        + " password first",
                "kafka://u:p@a                | mechanism=MD5             | 'MD5' is unknown: write"
                        + " PLAIN",
                "kafka://u:p@a                | mechanism=GSSAPI          | GSSAPI (Kerberos) is"
                        + " not built in",
                "kafka://u:p@a                | mechanism=OAUTHBEARER     | OAUTHBEARER is not"
                        + " built in",
                "kafka://a                    | ca-location=/ca.pem       | ca-location has no"
                        + " effect without TLS",
                "kafka://a                    | ssl-key-password=x        | set use-ssl to true"
                        + " first",
                "kafka://a                    | use-ssl=true;ca-location=/none.pem | ca-location",
                "kafka://u:one@a              | user-name=u;password=two  | in one place only",
                "kafka://10.1.2.3             |                           | --allow-targets"
                        + " 10.1.2.3",
                "kafka://8.8.8.8              |                           | resolves names itself",
                "kafka://a                    | kafka-brokers=b,9.9.9.9:1 | --allow-targets 9.9.9.9"
            })
    void a_wrong_target_is_refused_with_what_to_write(String url, String options, String words) {
        var wrong = target(url, options(options));
        try (var provider = provider(new AddressGuard(List.of(), true))) {
            assertThat(provider.objection(wrong))
                    .hasValueSatisfying(text -> assertThat(text).contains(words));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "kafka://user:pa55/w0rd@broker  |                       | push-endpoint: the text",
                "kafka://user:pa55w0rd@broker:x |                       | push-endpoint: the text",
                "kafka://a                      | user:pa55w0rd@b       | kafka-brokers: a part",
                "kafka://a                      | user:pa55w0rd@,b      | kafka-brokers: a part",
                "kafka://a                      | user:pa55w0rd,x@b     | kafka-brokers: a part"
            })
    void a_text_that_may_hold_a_password_is_not_repeated(String url, String listed, String words) {
        var options = new HashMap<String, String>();
        Optional.ofNullable(listed).ifPresent(list -> options.put("kafka-brokers", list));

        assertThatThrownBy(() -> KafkaConnection.of(target(url, options)))
                .hasMessageContaining(words)
                .hasMessageContaining("is no broker")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("pa55");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kafka-ack-level=none",
                "kafka-ack-level=broker;kafka-brokers=b:1",
                "user-name=u;password=p",
                "user-name=u;password=p;mechanism=SCRAM-SHA-512",
                "verify-ssl=false",
                "use-ssl=true;verify-ssl=false"
            })
    void a_right_target_is_accepted(String options) {
        try (var provider = provider(new AddressGuard(Cidr.parseAll("10.0.0.0/8"), true))) {
            for (String host : List.of("broker", "localhost:1", "127.0.0.1", "10.1.1.1")) {
                assertThat(provider.objection(target("kafka://" + host, options(options))))
                        .isEmpty();
            }
        }
    }

    @Test
    void a_loopback_broker_is_refused_while_the_server_listens_elsewhere() {
        try (var provider = provider(new AddressGuard(List.of(), false))) {
            assertThat(provider.objection(target("kafka://localhost", Map.of())))
                    .hasValueSatisfying(text -> assertThat(text).contains("--allow-targets"));
        }
    }

    @Test
    void there_are_at_most_256_brokers() {
        String many =
                IntStream.range(0, 256).mapToObj(i -> "b" + i).collect(Collectors.joining(","));
        assertThatThrownBy(() ->
                        KafkaConnection.of(target("kafka://a", Map.of("kafka-brokers", many))))
                .hasMessageContaining("more than 256");
        assertThat(
                        KafkaConnection.of(target("kafka://b0", Map.of("kafka-brokers", many)))
                                .brokers())
                .hasSize(256);
    }

    @Test
    void a_target_without_topic_and_one_with_a_long_name_are_refused() {
        try (var provider = provider(new AddressGuard(List.of(), true))) {
            var target = new Target("kafka://a", Map.of());
            assertThat(provider.objection(target))
                    .hasValueSatisfying(text -> assertThat(text).contains("create a topic"));
            assertThat(provider.objection(target.of(Optional.of("t".repeat(250)))))
                    .hasValueSatisfying(text -> assertThat(text).contains("249"));
            assertThat(provider.objection(target.of(Optional.of("t".repeat(249))))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a \"b\" \\c\\", "line\nand\ttab;", "é€\uD83D\uDD14", "\\012"})
    void any_password_reaches_the_login(String password) {
        var sasl = new Sasl("SCRAM-SHA-256", "user=\"" + password, Secret.of(password));

        var login =
                JaasContext.loadClientContext(
                                Map.of("sasl.jaas.config", new Password(sasl.loginLine())))
                        .configurationEntries()
                        .getFirst();

        assertThat(login.getOptions().get("password")).isEqualTo(password);
        assertThat(login.getOptions().get("username")).isEqualTo("user=\"" + password);
    }

    @Test
    void connections_differ_in_all_that_a_producer_depends_on_and_show_no_secret() {
        List<String> different =
                List.of(
                        "",
                        "kafka-brokers=b",
                        "kafka-ack-level=none",
                        "user-name=u;password=s3cret",
                        "user-name=v;password=s3cret",
                        "user-name=u;password=s3creT",
                        "user-name=u;password=s3cret;mechanism=SCRAM-SHA-256",
                        "use-ssl=true",
                        "use-ssl=true;verify-ssl=false",
                        "use-ssl=true;ca-location=/a",
                        "use-ssl=true;ssl-key-password=s3cret");
        var connections =
                different.stream()
                        .map(one -> KafkaConnection.of(target("kafka://a", options(one))))
                        .collect(Collectors.toSet());

        assertThat(connections).hasSize(different.size());
        assertThat(connections.toString()).doesNotContainIgnoringCase("s3cret");
        assertThat(KafkaConnection.of(target("kafka://a", Map.of())))
                .isEqualTo(
                        KafkaConnection.of(target("kafka://a/x", Map.of()).of(Optional.of("o"))));
    }

    private static KafkaEndpointProvider provider(AddressGuard guard) {
        return new KafkaEndpointProvider(new EndpointEnvironment(guard, InstantSource.system()));
    }

    private static Target target(String url, Map<String, String> options) {
        return new Target(url, options).of(Optional.of("topic"));
    }

    private static Map<String, String> options(String text) {
        if (text == null || text.isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(text.split(";"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
