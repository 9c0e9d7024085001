package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A bad block in a real database: data that can be read stays available, the rest is named and
 * counted.
 */
class DamagedDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OBJECTS = 1_500;
    private static final Pattern KEY = Pattern.compile("\"key\":\"(key-[0-9]+)\"");

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void a_bad_block_of_deliveries_loses_those_and_no_others() throws Exception {
        fill();
        flipBlockOf(deliveries());

        receiver.otherwise(Answer.status(200));
        receiver.restart();
        try (var server = RunningServer.over(folder)) {
            await().atMost(PATIENCE).until(() -> told().size() + lost(server) == OBJECTS);
            int lost = lost(server);
            assertThat(lost).isBetween(1, 600);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(admin(server, "/metrics"))
                                    .contains("pubsub_event_lost_total " + lost + ".0")
                                    .contains(
                                            "carillon_deliveries_dead_total{reason=\"unreadable\"} "
                                                    + lost)
                                    .contains("carillon_state_unreadable_places 1.0")
                                    .contains("persistent_topic_len{topic=\"bell\"} 0.0"));
            assertThat(admin(server, "/healthz"))
                    .startsWith("degraded: 1 places of the database cannot be read");
        }
        DataAudit.Report report = DataAudit.of(folder);
        assertThat(report.clean()).isFalse();
        assertThat(report.journal().findings().words())
                .anyMatch(text -> text.startsWith("the database cannot be read from d:"));
    }

    @Test
    void a_bad_block_of_events_loses_what_was_owed_for_them_and_no_others() throws Exception {
        fill();
        flipBlockOf("e\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));

        receiver.otherwise(Answer.status(200));
        receiver.restart();
        try (var server = RunningServer.over(folder)) {
            await().atMost(PATIENCE).until(() -> told().size() + lost(server) == OBJECTS);
            assertThat(lost(server)).isBetween(1, 200);
        }
        assertThat(DataAudit.of(folder).clean()).isFalse();
    }

    @Test
    void a_list_with_a_bad_block_is_refused_and_never_short() throws Exception {
        fill();
        flipBlockOf("o\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));

        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            assertThatThrownBy(() -> list(clients))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            s3Exception -> assertThat(s3Exception.statusCode()).isEqualTo(500));
            var readable = new ArrayList<String>();
            for (int i = 0; i < OBJECTS; i++) {
                String key = "key-" + i;
                try {
                    assertThat(clients.read(key)).isEqualTo("x");
                    readable.add(key);
                } catch (S3Exception e) {
                    assertThat(e.statusCode()).isEqualTo(500);
                }
            }
            assertThat(readable).hasSizeBetween(OBJECTS - 300, OBJECTS - 1);
        }
        assertThat(DataAudit.of(folder).clean()).isFalse();
    }

    private static void list(Clients clients) {
        clients.s3()
                .listObjectsV2Paginator(builder -> builder.bucket(Clients.BUCKET))
                .contents()
                .forEach(s3Object -> assertThat(s3Object.key()).startsWith("key-"));
    }

    /**
     * Fills a store with objects whose deliveries are all owed, and has them written to sorted
     * files, which happens at a start.
     */
    private void fill() throws Exception {
        receiver.stop();
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server);
                var threads = Executors.newFixedThreadPool(8)) {
            clients.makeBucket();
            clients.bind(
                    "bell",
                    "",
                    Map.of("persistent", "true", "push-endpoint", receiver.url("/bell")));
            var puts =
                    IntStream.range(0, OBJECTS)
                            .mapToObj(i -> threads.submit(() -> clients.put("key-" + i, "x")))
                            .toList();
            for (var put : puts) {
                put.get();
            }
        }
        RunningServer.over(folder).close();
    }

    /** Returns the prefix of the keys of the deliveries of the only topic. */
    private static byte[] deliveries() {
        return "d\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Flips a bit behind the middle one of the keys with this prefix. */
    private void flipBlockOf(byte[] prefix) throws IOException {
        Path file = largestTable();
        byte[] bytes = Files.readAllBytes(file);
        List<Integer> places =
                IntStream.range(0, bytes.length - prefix.length)
                        .filter(at -> startsAt(bytes, at, prefix))
                        .boxed()
                        .toList();
        assertThat(places).as("keys in " + file).hasSizeGreaterThan(20);
        bytes[places.get(places.size() / 2) + 40] ^= 1;
        Files.write(file, bytes);
        assertThat(DataAudit.of(folder).clean()).as("audit").isFalse();
    }

    private static boolean startsAt(byte[] bytes, int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private Path largestTable() throws IOException {
        try (var files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .max((a, b) -> Long.compare(size(a), size(b)))
                    .orElseThrow();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> told() {
        var told = new HashSet<String>();
        for (var request : receiver.requests()) {
            var key = KEY.matcher(request.text());
            if (key.find()) {
                told.add(key.group(1));
            }
        }
        return told;
    }

    private static int lost(RunningServer server) throws Exception {
        var lost =
                Pattern.compile("\npubsub_event_lost_total ([0-9]+)")
                        .matcher(admin(server, "/metrics"));
        return lost.find() ? Integer.parseInt(lost.group(1)) : 0;
    }

    private static String admin(RunningServer server, String path) throws Exception {
        var url = URI.create(server.server().adminUrl().orElseThrow() + path);
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
