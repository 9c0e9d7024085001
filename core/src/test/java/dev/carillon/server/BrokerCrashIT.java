package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tests that the broker loses no event that it acknowledged, whenever it is killed with -9 under
 * load: every subscriber gets each. {@code -Dcarillon.broker-kills=N} makes the run longer.
 */
class BrokerCrashIT {
    private static final int KILLS = Integer.getInteger("carillon.broker-kills", 1);
    private static final int PUBLISHERS = 8;
    private static final int SUBSCRIBERS = 2;
    private static final int MOST_EVENTS_IN_A_MESSAGE = 10;
    private static final int MOST_EVENTS_A_ROUND = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\"eventId\":\"([^\"]+)\"");
    private static final Secret SECRET = Secret.of(ServerProcess.SIGNING_SECRET);

    @TempDir Path data;

    private final AtomicLong serial = new AtomicLong();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> received = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom();

    @Test
    void every_acknowledged_event_reaches_every_subscriber() throws Exception {
        try (var receiver = RecordingReceiver.start();
                var client = HttpClient.newHttpClient()) {
            receiver.otherwise(this::take);
            for (int kill = 0; kill < KILLS; kill++) {
                try (var broker = ServerProcess.startBroker(data)) {
                    if (kill == 0) {
                        subscribe(client, broker.url(), receiver);
                    }
                    publishUntilKilled(client, broker);
                }
                audit();
            }
            assertThat(acknowledged).isNotEmpty();
            try (var broker = ServerProcess.startBroker(data)) {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    Set<String> ids = receivedAt("/" + i);
                    await().atMost(LIMIT).until(() -> ids.containsAll(acknowledged));
                }
                assertThat(broker.terminate()).isZero();
            }
            assertThat(audit().journal().letters()).isZero();
        }
    }

    private DataAudit.Report audit() {
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.journal().findings().words()).isEmpty();
        return report;
    }

    private static void subscribe(HttpClient client, String url, RecordingReceiver receiver)
            throws Exception {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            String body = "{\"url\":\"%s\"}".formatted(receiver.url("/" + i));
            assertThat(post(client, url + "/@subscriptions/bucket/rule", body)).isEqualTo(200);
        }
    }

    private void publishUntilKilled(HttpClient client, ServerProcess broker) throws Exception {
        var publishers = new ArrayList<Thread>();
        for (int i = 0; i < PUBLISHERS; i++) {
            SplittableRandom own = random.split();
            publishers.add(Thread.ofVirtual().start(() -> publish(client, broker.url(), own)));
        }
        int enough = acknowledged.size() + 1 + random.nextInt(MOST_EVENTS_A_ROUND);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> acknowledged.size() >= enough);
        broker.kill();
        for (Thread publisher : publishers) {
            publisher.join();
        }
    }

    /** Publishes until the broker is gone. */
    private void publish(HttpClient client, String url, SplittableRandom own) {
        try {
            while (true) {
                List<String> ids =
                        IntStream.rangeClosed(0, own.nextInt(MOST_EVENTS_IN_A_MESSAGE))
                                .mapToObj(_ -> "event-" + serial.incrementAndGet())
                                .toList();
                assertThat(post(client, url + "/", message(ids))).isEqualTo(200);
                acknowledged.addAll(ids);
            }
        } catch (IOException e) {
            // The broker was killed: what is in flight may or may not have been accepted.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int post(HttpClient client, String url, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header(B2Signature.HEADER, B2Signature.of(SECRET, body.getBytes(UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String message(List<String> ids) {
        return ids.stream()
                .map(
                        """
                        {"bucketName":"bucket","matchedRuleName":"rule","eventId":"%1$s",\
                        "eventType":"b2:ObjectCreated:Upload","objectName":"%1$s"}\
                        """
                                ::formatted)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    }

    /** Notes the events of a message by the path of the subscriber, and accepts it. */
    private Answer take(Received request) {
        Set<String> ids = receivedAt(request.path());
        ID.matcher(new String(request.body(), UTF_8))
                .results()
                .forEach(found -> ids.add(found.group(1)));
        return Answer.ok();
    }

    /** The events that came to a subscriber so far: a view that grows, empty before the first. */
    private Set<String> receivedAt(String path) {
        return received.computeIfAbsent(path, _ -> ConcurrentHashMap.newKeySet());
    }
}
