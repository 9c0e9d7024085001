package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/** Subscriptions, what is owed to them, and published ids survive a restart. */
class BrokerRestartIT {
    @TempDir Path data;

    @Test
    void a_restart_keeps_everything() throws Exception {
        String subscriptions;
        String message = BrokerWorld.message("bucket", "rule", "before-", 25);
        try (var receiver = RecordingReceiver.start()) {
            receiver.stop();
            try (var broker = BrokerWorld.over(data)) {
                for (String options :
                        new String[] {"", ",\"format\":\"b2\"", ",\"maxFailureCount\":99"}) {
                    broker.subscribe(
                            "bucket",
                            "rule",
                            "{\"url\":\"%s\",\"keep\":%b%s}"
                                    .formatted(
                                            receiver.url("/" + options.length()),
                                            !options.contains("Count"),
                                            options));
                }
                assertThat(broker.publish(message).status()).isEqualTo(200);
                subscriptions = broker.send("GET", "/@subscriptions", "").body();
            }
            receiver.restart();
            try (var broker = BrokerWorld.over(data)) {
                assertThat(broker.send("GET", "/@subscriptions", "").body())
                        .isEqualTo(subscriptions);
                assertThat(broker.publish(message).status()).isEqualTo(200);
                var got = receiver.await(2 * 25 + 1, Duration.ofSeconds(15));
                assertThat(got).hasSize(2 * 25 + 1);
                assertThat(got)
                        .filteredOn(each -> each.path().equals("/0"))
                        .extracting(each -> new String(each.body(), UTF_8))
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, 25)
                                        .mapToObj(i ->
                                                "{\"event\":["
                                                        + BrokerWorld.event(
                                                                "bucket",
                                                                "rule",
                                                                "before-" + i,
                                                                "before-" + i + ".jpg")
                                                        + "]}")
                                        .toList());
            }
        }
    }
}
