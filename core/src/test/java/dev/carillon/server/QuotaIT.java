package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Tests what an S3 client sees of a topic that has reached its quota. */
class QuotaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void refused_changes_change_nothing_and_are_taken_once_there_is_room() {
        receiver.otherwise(Answer.status(503));
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            clients.makeBucket();
            clients.bind("topic", "", queued("quota-entries", "3"));
            List.of("a", "b", "c").forEach(text -> clients.put(text, "first"));

            assertRefused(() -> clients.put("d", "second"));
            assertThatThrownBy(() -> clients.read("d")).isInstanceOf(NoSuchKeyException.class);
            assertRefused(() -> clients.put("a", "second"));
            assertThat(clients.read("a")).isEqualTo("first");
            assertRefused(() ->
                    clients.s3().deleteObject(builder -> builder.bucket(Clients.BUCKET).key("a")));
            assertThat(clients.read("a")).isEqualTo("first");

            accept();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(S3Exception.class)
                    .untilAsserted(() -> clients.put("d", "third"));
            await().atMost(PATIENCE).until(() -> owing(server, "topic") == 0);
            assertThat(accepted).containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @Test
    void of_many_deletes_each_that_is_refused_is_named() {
        receiver.otherwise(Answer.status(503));
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            clients.makeBucket();
            clients.bind("topic", "told/", queued("quota-entries", "2"));
            List.of("told/a", "told/b", "free").forEach(text -> clients.put(text, "x"));

            DeleteObjectsResponse answer =
                    clients.s3()
                            .deleteObjects(builder ->
                                    builder.bucket(Clients.BUCKET)
                                            .delete(d ->
                                                    d.objects(
                                                            id("told/a"),
                                                            id("free"),
                                                            id("told/b"))));
            assertThat(answer.deleted())
                    .extracting(deletedObject -> deletedObject.key())
                    .containsExactly("free");
            assertThat(answer.errors())
                    .extracting(S3Error::key, S3Error::code)
                    .containsExactlyInAnyOrder(
                            tuple("told/a", "SlowDown"), tuple("told/b", "SlowDown"));
            assertThat(clients.read("told/a") + clients.read("told/b")).isEqualTo("xx");
        }
    }

    @Test
    void drop_oldest_refuses_nothing_and_keeps_the_newest_across_a_restart() {
        receiver.stop();
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            clients.makeBucket();
            clients.bind("topic", "", queued("quota-entries", "5", "quota-policy", "drop-oldest"));
            IntStream.range(0, 12).forEach(number -> clients.put("key-" + number, "x"));
            await().atMost(PATIENCE).until(() -> owing(server, "topic") == 5);
        }
        var books = DataAudit.of(folder).journal();
        assertThat(books.owed()).isEqualTo(5);
        assertThat(books.letters()).isEqualTo(7);
        assertThat(books.findings().words()).isEmpty();

        accept();
        receiver.restart();
        try (var server = RunningServer.over(folder)) {
            await().atMost(PATIENCE).until(() -> owing(server, "topic") == 0);
        }
        assertThat(accepted)
                .containsExactlyInAnyOrder("key-7", "key-8", "key-9", "key-10", "key-11");
    }

    @Test
    void a_quota_that_comes_later_holds_at_once_and_so_does_its_end() {
        receiver.otherwise(Answer.status(503));
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            clients.makeBucket();
            String arn = clients.bind("topic", "", queued());
            IntStream.range(0, 20).forEach(number -> clients.put("key-" + number, "x"));

            set(clients, arn, "10");
            assertRefused(() -> clients.put("more", "x"));
            set(clients, arn, "");
            clients.put("more", "x");
            assertThat(clients.read("more")).isEqualTo("x");
        }
    }

    @Test
    void a_quota_of_bytes_counts_the_events_and_holds_after_a_restart() {
        receiver.otherwise(Answer.status(503));
        int taken;
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            clients.makeBucket();
            clients.bind("topic", "", queued("quota-bytes", "2KiB"));
            taken = putUntilRefused(clients);
            assertThat(taken).isBetween(2, 20);
        }
        try (var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertRefused(() -> clients.put("key-0", "x")));
        }
    }

    @Test
    void only_topics_that_would_get_the_event_are_affected() {
        try (var full = RecordingReceiver.start();
                var server = RunningServer.over(folder);
                var clients = Clients.of(server)) {
            full.otherwise(Answer.status(503));
            accept();
            clients.makeBucket();
            var attributes = queued("quota-entries", "2");
            attributes.put("push-endpoint", full.url("/full"));
            clients.bind("full", "full/", attributes);
            clients.bind("other", "other/", queued("quota-entries", "2"));
            clients.put("full/a", "x");
            clients.put("full/b", "x");

            assertRefused(() -> clients.put("full/c", "x"));
            for (int turn = 1; turn <= 5; turn++) {
                clients.put("other/" + turn, "x");
                await().atMost(PATIENCE).until(() -> owing(server, "other") == 0);
            }
            clients.put("nobody", "x");
            assertThat(accepted).hasSize(5);
            assertRefused(() -> clients.put("full/c", "x"));
        }
    }

    private Map<String, String> queued(String... more) {
        var attributes =
                new HashMap<>(
                        Map.of(
                                "push-endpoint",
                                receiver.url("/hook"),
                                "persistent",
                                "true",
                                "retry_sleep_duration",
                                "1"));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        return attributes;
    }

    private static void set(Clients clients, String arn, String entries) {
        clients.sns()
                .setTopicAttributes(builder ->
                        builder.topicArn(arn)
                                .attributeName("quota-entries")
                                .attributeValue(entries));
    }

    private static int putUntilRefused(Clients clients) {
        int taken = 0;
        try {
            while (taken < 100) {
                clients.put("key-" + taken, "x");
                taken++;
            }
        } catch (S3Exception e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
        }
        return taken;
    }

    private static void assertRefused(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(503);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
                            assertThat(e.awsErrorDetails().errorMessage()).contains("queue");
                        });
    }

    /** Makes the receiver accept and record everything from now on. */
    private void accept() {
        receiver.otherwise(received -> {
            JsonNode record = JSON.readTree(received.text()).path("Records").path(0);
            accepted.add(record.at("/s3/object/key").asString());
            return Answer.ok();
        });
    }

    private static long owing(RunningServer server, String topic)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(server.server().adminUrl().orElseThrow() + "/metrics"))
                        .build();
        String name = "persistent_topic_len{topic=\"" + topic + "\"} ";
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofLines())
                    .body()
                    .filter(body -> body.startsWith(name))
                    .mapToLong(body -> (long) Double.parseDouble(body.substring(name.length())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static ObjectIdentifier id(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }
}
