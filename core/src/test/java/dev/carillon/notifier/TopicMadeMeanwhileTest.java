package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Topics that are made while a change is committed whose rule asks for them. */
class TopicMadeMeanwhileTest {
    private final DeliveryWorld world = new DeliveryWorld();

    @Test
    void a_topic_that_was_unknown_to_a_change_and_is_made_before_its_commit_gets_the_event() {
        world.topic("topic", Map.of());
        world.remove("topic");
        assertThat(world.changeWhile("topic-1", () -> {})).as("nobody is asked").isTrue();

        boolean committed = world.changeWhile("topic-2", () -> world.remake("topic", Map.of()));
        assertThat(committed).as("it is matched again").isFalse();
        world.change("topic-2");
        assertThat(world.owing("topic")).isEqualTo(1);
        world.audit();
    }
}
