package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.journal.Audit;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** SIGTERM while attempts are in flight that never end. */
class HangingStopIT {
    private static final int DELIVERED = 20;
    private static final int OWED = 30;
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path data;

    private final RecordingReceiver receiver = RecordingReceiver.start();

    @Test
    void it_ends_in_time_and_the_next_process_delivers_what_was_left() throws Exception {
        List<Received> hanging;
        try (receiver) {
            try (var server = ServerProcess.start(data);
                    var clients = Clients.of(server)) {
                clients.makeBucket();
                clients.bind("topic", "", attributes());
                put(clients, "told-", DELIVERED);
                receiver.await(DELIVERED, PATIENCE);
                receiver.otherwise(new Answer.Hang());
                put(clients, "hangs-", OWED);
                receiver.await(DELIVERED + AT_ONCE, PATIENCE);

                long began = System.nanoTime();
                assertThat(server.terminate()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isLessThan(Duration.ofSeconds(10));
                hanging = tail(receiver.requests(), DELIVERED);
            }
            assertThat(hanging).as("in flight").hasSize(AT_ONCE);
            assertThat(audit().owed()).isEqualTo(OWED);

            receiver.otherwise(Answer.ok());
            try (var server = ServerProcess.start(data)) {
                receiver.await(DELIVERED + AT_ONCE + OWED, PATIENCE);
                assertThat(server.terminate()).isZero();
            }
            var after = tail(receiver.requests(), DELIVERED + AT_ONCE);
            assertThat(after).as("each once").hasSize(OWED);
            assertThat(ids(after)).hasSize(OWED).containsAll(ids(hanging));
            var before = ids(receiver.requests().subList(0, DELIVERED));
            assertThat(ids(after))
                    .as("only what was in flight is repeated")
                    .doesNotContainAnyElementsOf(before);
            assertThat(audit().owed()).isZero();
        }
    }

    private Map<String, String> attributes() {
        return Map.of(
                "push-endpoint",
                receiver.url("/hook"),
                "persistent",
                "true",
                "timeout",
                "60s",
                "max-concurrency",
                "" + AT_ONCE);
    }

    private Audit.Report audit() {
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.journal().findings().words()).isEmpty();
        return report.journal();
    }

    private static void put(Clients clients, String prefix, int many) {
        IntStream.range(0, many).forEach(number -> clients.put(prefix + number, "x"));
    }

    private static List<Received> tail(List<Received> all, int from) {
        return all.subList(from, all.size());
    }

    private static Set<String> ids(Collection<Received> requests) {
        return requests.stream()
                .map(received -> received.header("webhook-id").orElseThrow())
                .collect(Collectors.toSet());
    }
}
