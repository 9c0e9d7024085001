package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.DeliveryWorld;
import dev.carillon.notifier.VirtualEndpoint;
import dev.carillon.rule.RuleState;
import dev.carillon.stats.Stats;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The gauges of each topic under a settable clock. */
class TopicGaugesTest {
    private final DeliveryWorld world = new DeliveryWorld();
    private Stats stats = gauges();

    @Test
    void a_breaker_is_not_shown_as_open_when_nothing_is_owed() throws Exception {
        world.topic("bell", Map.of("max_retries", "3", "retry_sleep_duration", "1"));
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 8; i++) {
            world.change("bell-" + i);
        }
        world.time().pass(Duration.ofSeconds(2));
        assertThat(value("carillon_breaker_open", "bell")).contains(1.0);
        world.time().pass(Duration.ofSeconds(20));
        assertThat(world.letters("bell")).hasSize(8);
        assertThat(value("carillon_breaker_open", "bell")).contains(0.0);
    }

    @Test
    void the_length_of_a_queue_is_that_of_the_moment() throws Exception {
        world.topic("bell", Map.of());
        world.end("bell").answers(VirtualEndpoint.DOWN);
        assertThat(value("persistent_topic_len", "bell")).contains(0.0);
        world.change("bell-1");
        world.change("bell-2");
        assertThat(value("persistent_topic_len", "bell")).contains(2.0);
        world.end("bell").answers(VirtualEndpoint.OK);
        world.time().passUntil(() -> world.end("bell").accepted().count() == 2, PATIENCE);
        assertThat(value("persistent_topic_len", "bell")).contains(0.0);
    }

    @Test
    void letters_of_a_suspended_rule_are_counted() throws Exception {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.change("bell-2");
        world.time().pass(Duration.ofHours(25));
        assertThat(world.stateOf("bell")).isInstanceOf(RuleState.Suspended.class);
        assertThat(value("carillon_dead_letters", "b/bell")).contains(2.0);
    }

    @Test
    void what_waits_since_the_start_lags_though_the_clock_was_set_back() throws Exception {
        world.topic("bell", Map.of());
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().setWall(Duration.ofDays(-1));
        world.crash();
        stats = gauges();
        world.time().pass(Duration.ofMinutes(2));
        assertThat(value("carillon_topic_lag_seconds", "bell").orElseThrow())
                .isBetween(119.0, 121.0);
    }

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Stats gauges() {
        var made = new Stats();
        new TopicGauges(world.engine(), world.time().clock()).register(made);
        return made;
    }

    private Optional<Double> value(String name, String topic) throws IOException {
        var text = new ByteArrayOutputStream();
        stats.write(text);
        String line = name + "{topic=\"" + topic + "\"} ";
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(found -> found.startsWith(line))
                .map(found -> Double.valueOf(found.substring(line.length())))
                .findFirst();
    }
}
