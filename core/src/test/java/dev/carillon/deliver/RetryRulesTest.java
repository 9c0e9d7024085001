package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.Settlement;
import dev.carillon.format.B2Dialect;
import dev.carillon.rule.Policies;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Units;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

class RetryRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final AttemptResult DOWN = new AttemptResult.Unreachable("refused");

    @ParameterizedTest
    @CsvSource({"1, 500, 1000", "2, 1000, 2000", "4, 4000, 8000", "10, 150000, 300000"})
    void pauses_double_up_to_five_minutes_with_jitter(int tries, long least, long most) {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(pause(DOWN, tries, RetryPolicy.defaults(), seed)).isBetween(least, most);
        }
    }

    @Test
    void an_explicit_pause_is_kept_also_when_it_is_none() {
        assertThat(pause(DOWN, 9, fixed(Duration.ofSeconds(7)), 1)).isEqualTo(7_000);
        assertThat(pause(DOWN, 9, fixed(Duration.ZERO), 1)).isZero();
    }

    @Test
    void retry_after_makes_a_pause_longer_never_shorter_and_at_most_an_hour() {
        assertThat(pause(busy(Duration.ofMinutes(20)), 1, RetryPolicy.defaults(), 1))
                .isEqualTo(1_200_000);
        assertThat(pause(busy(Duration.ofDays(9)), 1, RetryPolicy.defaults(), 1))
                .isEqualTo(3_600_000);
        assertThat(pause(busy(Duration.ofSeconds(1)), 1, fixed(Duration.ofSeconds(7)), 1))
                .isEqualTo(7_000);
    }

    @Test
    void n_retries_are_n_and_one_tries() {
        var policy = Policies.of("max_retries", "2").retry();

        assertThat(after(DOWN, 2, policy)).isInstanceOf(Settlement.Again.class);
        assertThat(after(DOWN, 3, policy))
                .isEqualTo(new Settlement.Dead(DeadReason.RETRIES_EXHAUSTED));
    }

    @Test
    void pauses_follow_the_schedule_by_the_number_of_tries() {
        RetryPolicy policy = Policies.of("retry", "list(5s,5m,30m)").retry();

        assertThat(pause(DOWN, 1, policy, 1)).isEqualTo(5_000);
        assertThat(pause(DOWN, 2, policy, 1)).isEqualTo(300_000);
        assertThat(pause(DOWN, 7, policy, 1)).isEqualTo(1_800_000);
    }

    @Test
    void the_phases_of_sns_end_after_their_retries() {
        RetryPolicy policy =
                Policies.of("retry", "{\"numRetries\":2,\"numNoDelayRetries\":1}").retry();

        assertThat(pause(DOWN, 1, policy, 1)).isZero();
        assertThat(pause(DOWN, 2, policy, 1)).isEqualTo(20_000);
        assertThat(after(DOWN, 3, policy))
                .isEqualTo(new Settlement.Dead(DeadReason.RETRIES_EXHAUSTED));
    }

    @Test
    void a_final_status_ends_it_after_the_first_answer() {
        var dead = new Settlement.Dead(DeadReason.REFUSED);
        RetryPolicy more = Policies.of("final-statuses", "400,413").retry();
        RetryPolicy none = Policies.of("final-statuses", "none").retry();

        assertThat(after(refused(410), 1, RetryPolicy.defaults())).isEqualTo(dead);
        assertThat(after(refused(400), 1, RetryPolicy.defaults()))
                .isInstanceOf(Settlement.Again.class);
        assertThat(after(refused(413), 1, more)).isEqualTo(dead);
        assertThat(after(refused(410), 1, more)).isEqualTo(dead);
        assertThat(after(refused(410), 1, none)).isInstanceOf(Settlement.Again.class);
        assertThat(after(new AttemptResult.Accepted(200), 1, more))
                .isEqualTo(new Settlement.Done());
    }

    @ParameterizedTest
    @CsvSource({"400, false", "413, false", "404, false", "500, false", "301, false", "410, true"})
    void a_rule_with_its_own_address_gives_up_at_once_after_410_only(int status, boolean last) {
        RetryPolicy own = new B2Dialect(Duration.ofDays(1)).defaults().retry();

        assertThat(after(refused(status), 1, own) instanceof Settlement.Dead).isEqualTo(last);
    }

    @Test
    void a_stated_refusal_of_the_message_is_final_and_one_of_everything_is_retried() {
        RetryPolicy none = Policies.of("final-statuses", "none").retry();

        assertThat(after(stated(Scope.MESSAGE), 1, RetryPolicy.defaults()))
                .isEqualTo(new Settlement.Dead(DeadReason.REFUSED));
        assertThat(after(stated(Scope.MESSAGE), 1, none))
                .isEqualTo(new Settlement.Dead(DeadReason.REFUSED));
        assertThat(after(stated(Scope.ENDPOINT), 1, RetryPolicy.defaults()))
                .isInstanceOf(Settlement.Again.class);
        assertThat(after(stated(Scope.DELIVERY), 1, RetryPolicy.defaults()))
                .isInstanceOf(Settlement.Again.class);
        assertThat(after(stated(Scope.INTERRUPTED), 1, none))
                .isEqualTo(new Settlement.Dead(DeadReason.INTERRUPTED));
    }

    @Test
    void a_stated_refusal_says_itself_whether_the_endpoint_is_in_trouble() {
        assertThat(EndpointSignal.of(stated(Scope.MESSAGE), false)).isEqualTo(EndpointSignal.WORKS);
        assertThat(EndpointSignal.of(stated(Scope.ENDPOINT), true))
                .isEqualTo(EndpointSignal.TROUBLE);
        assertThat(EndpointSignal.blamesMessage(stated(Scope.MESSAGE))).isTrue();
        assertThat(EndpointSignal.of(stated(Scope.DELIVERY), false))
                .isEqualTo(EndpointSignal.WORKS);
        assertThat(EndpointSignal.of(stated(Scope.DELIVERY), true)).isEqualTo(EndpointSignal.WORKS);
        assertThat(EndpointSignal.of(stated(Scope.INTERRUPTED), true))
                .isEqualTo(EndpointSignal.WORKS);
        assertThat(EndpointSignal.blamesMessage(stated(Scope.ENDPOINT))).isFalse();
        assertThat(EndpointSignal.blamesMessage(stated(Scope.DELIVERY))).isTrue();
        assertThat(EndpointSignal.blamesMessage(refused(503))).isTrue();
        assertThat(EndpointSignal.blamesMessage(DOWN)).isFalse();
    }

    @Test
    void a_retry_is_never_planned_after_the_end_of_the_time_to_live() {
        var policy = Policies.of("time_to_live", "3", "retry", "fixed(1m)").retry();

        assertThat(after(DOWN, 1, policy)).isEqualTo(new Settlement.Again(NOW.plusSeconds(3)));
        assertThat(
                        RetryRules.after(
                                DOWN,
                                new Tries(1, 0),
                                NOW.minusSeconds(3),
                                policy,
                                NOW,
                                new SplittableRandom(1)))
                .isEqualTo(new Settlement.Dead(DeadReason.EXPIRED));
    }

    @ParameterizedTest
    @CsvSource({
        "200, WORKS, WORKS",
        "404, WORKS, WORKS",
        "410, WORKS, WORKS",
        "429, TROUBLE, TROUBLE",
        "500, TROUBLE, NOTHING",
        "503, TROUBLE, NOTHING"
    })
    void only_some_answers_mean_that_the_endpoint_is_in_trouble(
            int status, EndpointSignal first, EndpointSignal retried) {
        AttemptResult result =
                status == 200
                        ? new AttemptResult.Accepted(status)
                        : new AttemptResult.Refused(status, "", Optional.empty());

        assertThat(EndpointSignal.of(result, false)).isEqualTo(first);
        assertThat(EndpointSignal.of(result, true)).isEqualTo(retried);
    }

    private static AttemptResult refused(int status) {
        return new AttemptResult.Refused(status, "", Optional.empty());
    }

    private static AttemptResult stated(Scope scope) {
        return AttemptResult.Refused.stated("returned: no queue is bound", scope);
    }

    private static AttemptResult busy(Duration wait) {
        return new AttemptResult.Refused(503, "", Optional.of(wait));
    }

    private static RetryPolicy fixed(Duration pause) {
        return Policies.of("retry", "fixed(" + Units.text(pause) + ")").retry();
    }

    private static Settlement after(AttemptResult result, int tries, RetryPolicy policy) {
        return RetryRules.after(
                result, new Tries(tries, 0), NOW, policy, NOW, new SplittableRandom(1));
    }

    private static long pause(AttemptResult result, int tries, RetryPolicy policy, int seed) {
        var again =
                (Settlement.Again)
                        RetryRules.after(
                                result,
                                new Tries(tries, 0),
                                NOW,
                                policy,
                                NOW,
                                new SplittableRandom(seed));
        return Duration.between(NOW, again.at()).toMillis();
    }
}
