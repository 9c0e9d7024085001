package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.notifier.DeadLetterOffice.Selection;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Dead letters are sent again while the endpoint still refuses. */
class DeadLettersAgainFaultTest {
    private static final AttemptResult GONE = new AttemptResult.Refused(410, "", Optional.empty());
    private static final AttemptResult BROKEN =
            new AttemptResult.Refused(500, "", Optional.empty());
    private static final Duration A_DAY = Duration.ofDays(1);

    /** More letters than the office handles in one step. */
    private static final int LETTERS = 1_200;

    private final DeliveryWorld world = new DeliveryWorld();
    private final VirtualEndpoint end = world.end("topic");

    @Test
    void they_come_back_as_dead_letters_once() {
        world.topic("topic", Map.of("final-statuses", "410"));
        end.answers(GONE);
        fail(LETTERS);

        assertThat(world.office().replay(Selection.all()).done()).isEqualTo(LETTERS);
        assertThat(world.letters("topic")).isEmpty();
        world.time().pass(A_DAY);

        assertThat(end.count()).as("one attempt more for each").isEqualTo(2 * LETTERS);
        assertThat(again()).hasSize(LETTERS).allMatch(seenAttempt -> seenAttempt.attempt() == 1);
        assertThat(world.letters("topic")).hasSize(LETTERS).allMatch(DeadLettersAgainFaultTest::of);
        assertThat(world.audit().owed()).isZero();
    }

    @Test
    void each_time_they_are_tried_as_often_as_the_topic_says() {
        world.topic("topic", Map.of("max_retries", "2", "retry_sleep_duration", "1"));
        end.answers(BROKEN);
        fail(20);
        assertThat(end.count()).isEqualTo(3 * 20);

        for (int time = 2; time <= 4; time++) {
            assertThat(world.office().replay(Selection.all()).done()).isEqualTo(20);
            world.time().pass(A_DAY);
            assertThat(end.count()).isEqualTo(time * 3 * 20);
            assertThat(world.letters("topic")).hasSize(20);
        }
        assertThat(world.audit().owed()).isZero();
    }

    @Test
    void saying_it_again_before_they_came_back_sends_none_twice() {
        world.topic("topic", Map.of());
        end.answers(GONE);
        fail(50);

        assertThat(world.office().replay(Selection.all()).done()).isEqualTo(50);
        assertThat(world.office().replay(Selection.all()).done()).isZero();
        world.time().pass(A_DAY);
        assertThat(again()).hasSize(50);
    }

    @Test
    void once_the_endpoint_accepts_them_each_is_sent_and_none_is_left() {
        world.topic("topic", Map.of());
        end.answers(GONE);
        fail(50);
        world.office().replay(Selection.all());
        world.time().pass(A_DAY);
        end.answers(VirtualEndpoint.OK);

        assertThat(world.office().replay(Selection.all()).done()).isEqualTo(50);
        world.time().pass(A_DAY);
        assertThat(end.accepted().map(SeenAttempt::webhookId)).doesNotHaveDuplicates().hasSize(50);
        assertThat(world.audit().letters()).isZero();
    }

    private void fail(int events) {
        IntStream.range(0, events).forEach(number -> world.change("topic-" + number));
        world.time().pass(A_DAY);
        assertThat(world.letters("topic")).hasSize(events);
    }

    private List<SeenAttempt> again() {
        return end.attempts().stream().filter(SeenAttempt::replay).toList();
    }

    private static boolean of(DeadLetter letter) {
        return letter.delivery().lane().replay()
                && letter.delivery().last().status().equals(OptionalInt.of(410));
    }
}
