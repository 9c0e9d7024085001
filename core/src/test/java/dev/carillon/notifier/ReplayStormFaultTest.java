package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tens of thousands of events are sent again while others happen. */
class ReplayStormFaultTest {
    private static final int PAST = 5_000;

    /**
     * The number of replays of each event: a request that is repeated four times sends four times.
     */
    private static final int TIMES = 4;

    private static final int AGAIN = TIMES * PAST;

    private static final int KEYS = 500;
    private static final Duration ATTEMPT = Duration.ofMillis(20);
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(10);

    private final DeliveryWorld world = new DeliveryWorld();
    private final VirtualEndpoint end = world.end("topic");
    private int changes;

    @Test
    void live_events_come_as_soon_and_replays_come_whole_and_slowly() {
        storm();
        assertThat(changes - PAST).as("live events during the storm").isGreaterThan(5_000);
        assertThat(live().subList(PAST, changes))
                .allSatisfy(
                        seenAttempt -> assertThat(delay(seenAttempt)).isLessThanOrEqualTo(ATTEMPT));
        assertThat(end.mostAtOnce(true)).as("half of max-concurrency").isEqualTo(4);
        assertThat(end.mostAtOnce(false)).isLessThanOrEqualTo(8);

        assertThat(live()).extracting(SeenAttempt::number).containsExactlyElementsOf(upTo(changes));
        assertThat(again()).extracting(SeenAttempt::number).containsExactlyElementsOf(upTo(AGAIN));
        List<String> first = live().subList(0, PAST).stream().map(SeenAttempt::webhookId).toList();
        List<String> again = again().stream().map(SeenAttempt::webhookId).toList();
        for (int time = 0; time < TIMES; time++) {
            assertThat(again.subList(time * PAST, (time + 1) * PAST))
                    .as("the ids of the first time")
                    .isEqualTo(first);
        }
        assertThat(world.audit().letters()).isZero();
    }

    private void storm() {
        var topic = world.topic("topic", Map.of("max-concurrency", "8"));
        IntStream.range(0, PAST).forEach(_ -> change());
        world.time().passUntil(() -> world.owing("topic") == 0, Duration.ofMinutes(1));
        end.takes(ATTEMPT);
        var all = new Replays.Window(VirtualTime.START, world.time().now().plusSeconds(1), "");
        for (int time = 0; time < TIMES; time++) {
            assertThat(world.replays().replay(topic, all).deliveries()).isEqualTo(PAST);
        }
        while (world.owing("topic") > AGAIN / 20) {
            change();
            world.time().pass(BETWEEN_CHANGES);
        }
        world.time().passUntil(() -> world.owing("topic") == 0, Duration.ofMinutes(1));
    }

    private void change() {
        world.change("topic-" + changes++ % KEYS);
    }

    /** Returns the live events as delivered, in number order. */
    private List<SeenAttempt> live() {
        return inOrder(false);
    }

    /** Returns the replayed events as delivered, in number order. */
    private List<SeenAttempt> again() {
        return inOrder(true);
    }

    private List<SeenAttempt> inOrder(boolean replay) {
        return end.attempts().stream()
                .filter(seenAttempt -> seenAttempt.replay() == replay)
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .toList();
    }

    private Duration delay(SeenAttempt it) {
        return Duration.between(world.happened(it), it.began());
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
