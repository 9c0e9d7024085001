package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Events expire while the breaker keeps them from their endpoint. */
class ExpiryFaultTest {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PROBE_PAUSE = Duration.ofSeconds(30);
    private static final int OWED = 3_000;

    /** The number of attempts in flight at first; the breaker opens while they are. */
    private static final int AT_ONCE = 8;

    /** The number of probes in a minute, because the topic sets pauses of 2 s. */
    private static final int PROBES = 29;

    private static final AttemptResult BAD = new AttemptResult.Refused(400, "", Optional.empty());

    private final DeliveryWorld world = new DeliveryWorld();
    private final VirtualEndpoint end = world.end("topic");

    @Test
    void they_become_dead_letters_in_time_with_no_attempt_but_probes() {
        topic();
        end.answers(VirtualEndpoint.DOWN);
        IntStream.range(0, OWED).forEach(number -> world.change("topic-" + number));

        pass(59);
        assertThat(world.letters("topic")).isEmpty();
        assertThat(secondsOfAttempts(AT_ONCE)).hasSize(PROBES).startsWith(1L, 3L, 5L, 7L);
        assertThat(world.owing("topic")).isEqualTo(OWED);

        pass(2);
        assertThat(world.letters("topic"))
                .hasSize(OWED)
                .allSatisfy(
                        deadLetter -> assertThat(deadLetter.reason()).isEqualTo(DeadReason.EXPIRED))
                .allSatisfy(deadLetter ->
                        assertThat(age(deadLetter)).isBetween(TIME_TO_LIVE, seconds(61)));
        assertThat(end.count())
                .as("no attempts but probes")
                .isBetween(AT_ONCE + PROBES, AT_ONCE + PROBES + 1);
        assertThat(world.counted(DeadReason.EXPIRED)).isEqualTo(OWED);
        world.audit();
    }

    @Test
    void later_events_are_sent_when_the_endpoint_is_back() {
        topic();
        end.answers(VirtualEndpoint.DOWN);
        IntStream.range(0, 100).forEach(number -> world.change("topic-old-" + number));
        pass(70);
        IntStream.range(0, 100).forEach(number -> world.change("topic-new-" + number));
        pass(10);
        end.answers(VirtualEndpoint.OK);

        world.time().passUntil(() -> world.owing("topic") == 0, LONGEST_PROBE_PAUSE);
        assertThat(end.accepted())
                .hasSize(100)
                .allMatch(seenAttempt -> seenAttempt.key().startsWith("topic-new"));
        assertThat(world.letters("topic")).hasSize(100);
        world.audit();
    }

    @Test
    void a_stream_that_never_ends_expires_one_by_one() {
        topic();
        end.answers(VirtualEndpoint.DOWN);
        IntStream.range(0, 300)
                .forEach(number -> {
                    world.change("topic-" + number);
                    pass(1);
                });

        List<DeadLetter> letters = world.letters("topic");
        assertThat(letters).hasSizeBetween(239, 241);
        assertThat(letters)
                .allSatisfy(deadLetter ->
                        assertThat(age(deadLetter)).isBetween(TIME_TO_LIVE, seconds(61)));
        assertThat(end.count()).as("5 that open the breaker, then probes").isLessThan(5 + 150 + 10);
        world.audit();
    }

    @Test
    void what_is_parked_expires_with_the_next_probe() {
        var small = new DeliveryWorld(new LaneLimits(12, 6, 3), virtualTime -> virtualTime::wall);
        small.topic(
                "topic",
                Map.of("time_to_live", "60", "retry", "fixed(10s)", "final-statuses", "none"));
        small.end("topic")
                .answers(seenAttempt ->
                        seenAttempt.key().contains("poison") ? BAD : VirtualEndpoint.OK);
        IntStream.range(0, 20)
                .forEach(number -> {
                    small.change("topic-poison-" + number % 4);
                    small.change("topic-" + number);
                });
        small.time().pass(seconds(5));
        assertThat(small.owing("topic")).as("the poison keys'").isEqualTo(20);

        small.end("topic").answers(VirtualEndpoint.DOWN);
        small.time().pass(seconds(120));
        assertThat(small.letters("topic"))
                .filteredOn(
                        deadLetter -> deadLetter.event().change().object().key().contains("poison"))
                .hasSize(20)
                .allSatisfy(deadLetter ->
                        assertThat(age(deadLetter))
                                .isBetween(TIME_TO_LIVE, TIME_TO_LIVE.plus(LONGEST_PROBE_PAUSE)));
        small.audit();
    }

    private void topic() {
        world.topic("topic", Map.of("time_to_live", "60", "retry_sleep_duration", "2"));
    }

    private void pass(long seconds) {
        world.time().pass(seconds(seconds));
    }

    private List<Long> secondsOfAttempts(int without) {
        return end.attempts().stream()
                .skip(without)
                .map(seenAttempt ->
                        Duration.between(VirtualTime.START, seenAttempt.began()).toSeconds())
                .toList();
    }

    private static Duration age(DeadLetter letter) {
        Instant happened = letter.event().change().time();
        return Duration.between(happened, letter.at());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
