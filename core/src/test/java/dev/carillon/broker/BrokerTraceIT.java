package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The trace of a published message is in what each subscription gets. */
class BrokerTraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STATE = "congo=t61rcWkgMzE";

    @TempDir Path data;

    private final RecordingReceiver receiver = RecordingReceiver.start();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void every_subscription_gets_the_trace_of_the_publisher_in_every_format() throws Exception {
        List<String> formats = List.of("b2", "cloudevents");
        try (var broker = BrokerWorld.over(data)) {
            broker.subscribe("bucket", "rule", subscription("as-it-is", ""));
            for (String format : formats) {
                broker.subscribe(
                        "bucket", "rule", subscription(format, ",\"format\":\"" + format + "\""));
            }
            publish(broker, "one", Map.of("traceparent", PARENT, "tracestate", STATE));

            List<Received> told = receiver.await(1 + formats.size(), PATIENCE);

            assertThat(told)
                    .extracting(Received::path)
                    .containsExactlyInAnyOrder("/as-it-is", "/b2", "/cloudevents");
            assertThat(told)
                    .allSatisfy(one -> {
                        assertThat(one.header("traceparent")).contains(PARENT);
                        assertThat(one.header("tracestate")).contains(STATE);
                    });
        }
    }

    @Test
    void a_message_without_a_valid_trace_is_told_without_one() throws Exception {
        try (var broker = BrokerWorld.over(data)) {
            broker.subscribe("bucket", "rule", subscription("in", ""));
            publish(broker, "none", Map.of("tracestate", STATE));
            publish(broker, "bad", Map.of("traceparent", PARENT + "0", "tracestate", STATE));

            assertThat(receiver.await(2, PATIENCE))
                    .allSatisfy(one -> {
                        assertThat(one.header("traceparent")).isEmpty();
                        assertThat(one.header("tracestate")).isEmpty();
                    });
        }
    }

    private String subscription(String path, String more) {
        return "{\"url\":\"%s\"%s}".formatted(receiver.url("/" + path), more);
    }

    private static void publish(BrokerWorld broker, String id, Map<String, String> trace)
            throws Exception {
        String message = BrokerWorld.message("bucket", "rule", id, 1);
        var headers = new HashMap<>(BrokerWorld.signed(BrokerWorld.SECRET, message));
        headers.putAll(trace);
        assertThat(broker.send("POST", "/", message, headers).status()).isEqualTo(200);
    }
}
