package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.carillon.notifier.DeliveryWorld;
import dev.carillon.notifier.VirtualEndpoint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;

class GivenUpLogTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("carillon.given-up");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final DeliveryWorld world = new DeliveryWorld();

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void leave() {
        LOG.detachAppender(lines);
    }

    @Test
    void a_delivery_that_is_given_up_is_one_warning_with_fields() {
        giveUp(1);

        assertThat(lines.list)
                .singleElement()
                .satisfies(iLoggingEvent -> {
                    assertThat(iLoggingEvent.getLevel()).isEqualTo(Level.WARN);
                    assertThat(iLoggingEvent.getFormattedMessage())
                            .contains("retries-exhausted", "carillon deadletter show");
                    assertThat(iLoggingEvent.getKeyValuePairs())
                            .extracting(pair -> pair.key)
                            .contains("topic", "rule", "key", "event", "attempts", "reason");
                });
    }

    @Test
    void a_burst_is_logged_in_few_lines() {
        giveUp(3_000);

        assertThat(lines.list).hasSizeBetween(GivenUpLog.LINES + 1, 3 * GivenUpLog.LINES);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(extracting ->
                        extracting.matches("more deliveries given up .* [0-9]{4} retries-.*"));
    }

    private void giveUp(int deliveries) {
        world.topic("bell", Map.of("max_retries", "3", "retry_sleep_duration", "1"));
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < deliveries; i++) {
            world.change("bell-" + i);
        }
        world.time().passUntil(() -> world.letters("bell").size() == deliveries, LONG);
        world.time().pass(GivenUpLog.WINDOW.multipliedBy(2));
    }

    private static final Duration LONG = Duration.ofMinutes(2);
}
