package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tests that many subscriptions of one rule work, far more than the original can store; {@code
 * -Dcarillon.subscriptions=10000} makes it as many as are promised.
 */
class ManySubscriptionsIT {
    private static final int MANY = Integer.getInteger("carillon.subscriptions", 300);
    private static final Duration LIMIT = Duration.ofSeconds(10 + MANY / 50);

    @TempDir Path data;

    @Test
    void every_one_of_many_subscribers_gets_each_event_once() throws Exception {
        try (var receiver = RecordingReceiver.start();
                var broker = BrokerWorld.over(data)) {
            for (int i = 0; i < MANY; i++) {
                broker.subscribe(
                        "bucket", "rule", "{\"url\":\"%s\"}".formatted(receiver.url("/" + i)));
            }
            long began = System.nanoTime();
            assertThat(broker.publish(BrokerWorld.message("bucket", "rule", "one-", 1)).status())
                    .isEqualTo(200);
            var acknowledged = Duration.ofNanos(System.nanoTime() - began);
            assertThat(acknowledged).isLessThan(Duration.ofSeconds(2));
            broker.publish(BrokerWorld.message("bucket", "rule", "two-", 1));
            Awaitility.await().atMost(LIMIT).until(() -> receiver.requests().size() >= 2 * MANY);
            Map<String, Long> counts =
                    receiver.requests().stream()
                            .collect(Collectors.groupingBy(Received::path, Collectors.counting()));
            assertThat(counts).hasSize(MANY);
            assertThat(counts.values()).containsOnly(2L);
        }
    }
}
