package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.journal.Audit;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Disk;
import dev.carillon.state.FileReserve;
import dev.carillon.stats.Stats;
import dev.carillon.store.MinFreeSpace;
import dev.carillon.store.SpaceGuard;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The answers of a receiver whose disk cannot be written, has no room, or fails. */
class MessageFaceTest {
    private static final long SOUND = -1;
    private static final long FAULTY = 0;
    private static final long MUCH = 1L << 40;
    private static final String MESSAGE =
            """
            {"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},\
            "object":{"key":"k","sequencer":1}}}]}\
            """;

    private final AtomicLong disk = new AtomicLong(SOUND);
    private final AtomicLong free = new AtomicLong(MUCH);
    private final ReceivedCounts counts = new ReceivedCounts();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_commit_that_is_refused_is_503_and_the_same_message_is_taken_later() throws Exception {
        var state = MemoryState.create(faults(0, 1));
        try (HttpServer server = serve(state)) {
            disk.set(FAULTY);
            HttpResponse<String> answer = post(server);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("did not take");
            disk.set(SOUND);
            assertThat(post(server).statusCode()).isEqualTo(200);
            assertThat(post(server).statusCode()).isEqualTo(200);
        }
        assertThat(counts.line()).isEqualTo("1 events accepted, 1 repeated, 1 requests refused");
        assertThat(Audit.of(state).events()).isEqualTo(1);
    }

    @Test
    void an_outcome_that_is_not_known_is_503_and_says_so() throws Exception {
        try (HttpServer server = serve(MemoryState.create(faults(1, 0)))) {
            disk.set(FAULTY);
            HttpResponse<String> answer = post(server);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("is not known");
        }
    }

    @Test
    void a_disk_that_is_nearly_full_is_503_before_it_is_full() throws Exception {
        free.set(1);
        var state = MemoryState.create();
        try (HttpServer server = serve(state)) {
            HttpResponse<String> answer = post(server);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(Audit.of(state).events()).isZero();
    }

    private StateFaults faults(double before, double refuse) {
        return new StateFaults(disk::get, before / 2, 0, refuse / 2, 0, Duration.ZERO, _ -> {});
    }

    private HttpServer serve(MemoryState state) {
        var engine = IdleEngine.over(state);
        KeptTopic recipient =
                engine.topics()
                        .put(
                                new Topic(
                                        new Recipient.Receiver("script"),
                                        "",
                                        DialectName.S3,
                                        Optional.of(new Target("http://local.invalid/", Map.of())),
                                        true,
                                        "",
                                        Map.of()));
        MessageChecks checks = MessageChecks.none();
        var intake =
                new MessageIntake(
                        checks,
                        new MessageIntake.Parts(
                                engine.receptions(recipient),
                                ConfirmationAnswers.overHttp(ConfirmationChoice.none(), counts),
                                new WantedEvents(checks, false, counts),
                                new SpaceGuard(
                                        () -> new Disk.Space(free.get(), MUCH),
                                        FileReserve.endless(),
                                        new MinFreeSpace.Bytes(1_000),
                                        new Stats()),
                                counts,
                                InstantSource.system()));
        return HttpServer.start(
                HttpOptions.of("receive", "--port", "127.0.0.1", 0),
                new MessageFace("/webhook", intake, counts),
                () -> "r");
    }

    private HttpResponse<String> post(HttpServer server) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + "/webhook"))
                        .POST(BodyPublishers.ofString(MESSAGE))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
