package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

public class PolicyAttributesTest {
    /** Attributes that are refused, and words of the refusal. */
    public record Bad(Map<String, String> attributes, String words) {}

    /** Returns attributes that every way of configuring a topic refuses. */
    public static Stream<Bad> bad() {
        return Stream.of(
                bad("Invalid value for retry: write exponential(1s,5m)", "retry", "often"),
                bad("Invalid value for retry: 'soon' is no duration", "retry", "fixed(soon)"),
                bad("Invalid value for rate-limit: write 1 to 1000000", "rate-limit", "10"),
                bad("Invalid value for rate-limit: write 1 to 1000000", "rate-limit", "0/s"),
                bad("Invalid value for rate-limit: write 1 to 1000000", "rate-limit", "10/d"),
                bad("rate-limit: a rate is 1 to 1000000", "rate-limit", "1000001/s"),
                bad("Invalid value for timeout: 'x' is no duration", "timeout", "x"),
                bad("Invalid value for timeout: '10' is no duration", "timeout", "10"),
                bad("timeout: write 100ms to 60s, such as 10s", "timeout", "99ms"),
                bad("timeout: write 100ms to 60s, such as 10s", "timeout", "61s"),
                bad("max-concurrency: write a whole number", "max-concurrency", "0"),
                bad("max-concurrency: write a whole number", "max-concurrency", "257"),
                bad("max-concurrency: write a whole number", "max-concurrency", "many"),
                bad("final-statuses: write statuses from 300 to 599", "final-statuses", "200"),
                bad("final-statuses: write statuses from 300 to 599", "final-statuses", "4xx"),
                bad("final-statuses: write statuses from 300 to 599", "final-statuses", "400,"),
                bad("quota-entries: write a whole number", "quota-entries", "0"),
                bad("quota-entries: write a whole number", "quota-entries", "1e6"),
                bad("Invalid value for quota-bytes: '1GB' is no size", "quota-bytes", "1GB"),
                bad("quota-bytes: write a size above 0", "quota-bytes", "0"),
                bad("quota-policy: write refuse or drop-oldest", "quota-policy", "drop"),
                bad("Invalid value for DeliveryPolicy: it is no JSON", "DeliveryPolicy", "x"),
                bad("DeliveryPolicy: it must be a JSON object", "DeliveryPolicy", "[]"),
                bad("DeliveryPolicy: http must be a JSON object", "DeliveryPolicy", "{}"),
                bad(
                        "DeliveryPolicy: 'sqs' is not allowed here: use http",
                        "DeliveryPolicy",
                        "{'sqs':{}}"),
                bad(
                        "'defaultRequestPolicy' is not allowed here",
                        "DeliveryPolicy",
                        "{'http':{'defaultRequestPolicy':{}}}"),
                bad(
                        "a rate is 1 to 1000000",
                        "DeliveryPolicy",
                        "{'http':{'defaultThrottlePolicy':{}}}"),
                bad(
                        "retry and retry_sleep_duration say the same thing twice",
                        "retry",
                        "fixed(1s)",
                        "retry_sleep_duration",
                        "1"),
                bad(
                        "retry and max_retries say the same thing twice: set only one of them",
                        "retry",
                        "{'numRetries':2}",
                        "max_retries",
                        "2"),
                bad(
                        "DeliveryPolicy and retry say the same thing twice",
                        "DeliveryPolicy",
                        "{'http':{'defaultHealthyRetryPolicy':{}}}",
                        "retry",
                        "fixed(1s)"),
                bad(
                        "DeliveryPolicy and rate-limit say the same thing twice",
                        "DeliveryPolicy",
                        "{'http':{'defaultThrottlePolicy':{'maxReceivesPerSecond':1}}}",
                        "rate-limit",
                        "1/s"));
    }

    private static Bad bad(String words, String... attributes) {
        var set = new HashMap<String, String>();
        for (int i = 0; i < attributes.length; i += 2) {
            set.put(attributes[i], attributes[i + 1].replace('\'', '"'));
        }
        return new Bad(set, words);
    }

    @Test
    void each_default() {
        assertThat(Policies.of())
                .isEqualTo(
                        new DeliveryPolicy(
                                new RetryPolicy(
                                        new RetrySchedule.Exponential(
                                                Duration.ofSeconds(1),
                                                2,
                                                Duration.ofMinutes(5),
                                                0.5),
                                        OptionalInt.empty(),
                                        Optional.empty(),
                                        Set.of(410)),
                                new Pacing(Duration.ofSeconds(10), 256, Optional.empty()),
                                new Quota(
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        Quota.OnFull.REFUSE)));
    }

    @Test
    void each_attribute_finds_its_place() {
        DeliveryPolicy policy =
                Policies.of(
                        "retry", "fixed(10s)",
                        "max_retries", "4",
                        "time_to_live", "60",
                        "final-statuses", "400, 413",
                        "timeout", "2500ms",
                        "max-concurrency", "32",
                        "rate-limit", "600/m",
                        "quota-entries", "100000",
                        "quota-bytes", "512MiB",
                        "quota-policy", "drop-oldest");
        assertThat(policy)
                .isEqualTo(
                        new DeliveryPolicy(
                                new RetryPolicy(
                                        new RetrySchedule.Fixed(Duration.ofSeconds(10)),
                                        OptionalInt.of(4),
                                        Optional.of(Duration.ofMinutes(1)),
                                        Set.of(400, 410, 413)),
                                new Pacing(
                                        Duration.ofMillis(2_500),
                                        32,
                                        Optional.of(new Rate(600, Duration.ofMinutes(1)))),
                                new Quota(
                                        OptionalLong.of(100_000),
                                        OptionalLong.of(536_870_912),
                                        Quota.OnFull.DROP_OLDEST)));
    }

    @Test
    void the_statuses_a_topic_names_are_final_beside_410() {
        assertThat(Policies.of("final-statuses", "404,422").retry().finalStatuses())
                .containsExactlyInAnyOrder(404, 410, 422);
    }

    @Test
    void no_status_is_final_where_none_is_written() {
        assertThat(Policies.of("final-statuses", "none").retry().finalStatuses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10/s, PT0.1S, 1",
        "600/m, PT0.1S, 1",
        "100/s, PT0.01S, 10",
        "3/s, PT0.333333334S, 1",
        "1/h, PT1H, 1",
        "1000000/s, PT0.000001S, 100000"
    })
    void a_rate_is_an_interval_and_a_burst(String text, Duration interval, int burst) {
        Rate rate = Rate.parse(text);
        assertThat(rate.interval()).isEqualTo(interval);
        assertThat(rate.burst()).isEqualTo(burst);
    }

    @Test
    void the_retries_of_sns_are_a_limit() {
        assertThat(Policies.of("retry", "{\"numRetries\":0}").retry().maxRetries()).hasValue(0);
        assertThat(Policies.of("retry", "{}").retry().maxRetries()).hasValue(3);
    }

    @Test
    void the_policy_of_sns_sets_schedule_limit_and_rate() {
        String json =
                """
                {"http":{"defaultHealthyRetryPolicy":{"numRetries":7,"minDelayTarget":5},
                 "disableSubscriptionOverrides":false,
                 "defaultThrottlePolicy":{"maxReceivesPerSecond":4}}}
                """;
        DeliveryPolicy policy = Policies.of("DeliveryPolicy", json);
        assertThat(policy.retry().schedule()).isInstanceOf(RetrySchedule.Phased.class);
        assertThat(policy.retry().maxRetries()).hasValue(7);
        assertThat(policy.pacing().rate()).contains(new Rate(4, Duration.ofSeconds(1)));
        DeliveryPolicy rateOnly =
                Policies.of(
                        "DeliveryPolicy",
                        "{\"http\":{\"defaultThrottlePolicy\":{\"maxReceivesPerSecond\":4}}}",
                        "retry",
                        "fixed(1s)");
        assertThat(rateOnly.retry().schedule())
                .isEqualTo(new RetrySchedule.Fixed(Duration.ofSeconds(1)));
    }

    @Test
    void the_servers_defaults_hold_for_each_thing_that_is_not_said() {
        DeliveryPolicy defaults =
                Policies.of("max_retries", "9", "retry_sleep_duration", "5", "timeout", "3s");
        assertThat(PolicyAttributes.judged(Map.of("max_retries", "0"), defaults))
                .isEqualTo(Policies.of("retry_sleep_duration", "5", "timeout", "3s"));
        assertThat(PolicyAttributes.judged(Map.of("retry", "list(1s)"), defaults))
                .isEqualTo(Policies.of("max_retries", "9", "retry", "list(1s)", "timeout", "3s"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void what_is_not_valid_is_refused_naming_the_attribute(Bad bad) {
        assertThatThrownBy(
                        () -> PolicyAttributes.judged(bad.attributes(), DeliveryPolicy.defaults()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(bad.words());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void what_is_kept_and_not_valid_counts_as_not_set(Bad bad) {
        var kept = new HashMap<>(bad.attributes());
        kept.put("time_to_live", "60");
        assertThat(PolicyAttributes.kept(kept, DeliveryPolicy.defaults()).retry().timeToLive())
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void nothing_about_delivery_is_an_argument_of_the_endpoint() {
        var all = new HashMap<String, String>();
        for (String name : PolicyAttributes.NAMES) {
            all.put(name, "x");
        }
        all.put("verify-ssl", "false");
        var topic = Topic.named(TopicRef.of("t"), "o", Optional.empty(), true, "", all);
        assertThat(TopicAttributes.endpointArguments(topic)).containsOnlyKeys("verify-ssl");
        assertThat(PolicyAttributes.NAMES)
                .containsAll(List.of("retry", "rate-limit", "timeout", "quota-bytes"));
    }
}
