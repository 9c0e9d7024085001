package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class OrphanTopicsTest {
    private final DeliveryWorld world = new DeliveryWorld();

    @Test
    void a_topic_of_a_bucket_that_is_there_stays() {
        world.own("bell");
        world.topic("other", Map.of());
        assertThat(world.removeLeftovers()).isZero();
        assertThat(world.topics()).isEqualTo(2);
    }

    @Test
    void topics_of_a_deleted_bucket_stay_until_everything_is_delivered() {
        world.own("bell");
        world.topic("other", Map.of());
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.deleteBucket();
        assertThat(world.removeLeftovers()).isZero();
        world.end("bell").answers(VirtualEndpoint.OK);
        world.time().pass(Duration.ofHours(1));
        assertThat(world.removeLeftovers()).isOne();
        assertThat(world.topics()).as("a topic of its own stays").isOne();
        world.audit();
    }

    @Test
    void a_dead_letter_may_be_sent_to_it_again() {
        world.own("bell");
        world.end("bell").answers(new AttemptResult.Refused(410, "", Optional.empty()));
        world.change("bell-1");
        world.deleteBucket();
        world.time().pass(Duration.ofHours(1));
        assertThat(world.removeLeftovers()).isZero();
        world.end("bell").answers(VirtualEndpoint.OK);
        assertThat(world.office().replay(DeadLetterOffice.Selection.all()).done()).isOne();
        world.time().pass(Duration.ofHours(1));
        assertThat(world.removeLeftovers()).isOne();
        world.audit();
    }
}
