package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.engine.EventRetention;
import dev.carillon.receive.ConfirmationChoice;
import dev.carillon.receive.EventReceiver;
import dev.carillon.receive.MessageChecks;
import dev.carillon.receive.Outlet;
import dev.carillon.receive.ReceiverFolder;
import dev.carillon.receive.ReceiverPlace;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The commands for operators on the folder of a receiver, while it runs and when it does not. */
class ReceiverCommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path temp;

    private final RecordingReceiver local = RecordingReceiver.start();

    @AfterEach
    void close() {
        local.close();
    }

    @Test
    void dead_letters_are_listed_shown_and_sent_again_with_and_without_the_receiver()
            throws Exception {
        local.otherwise(Answer.status(410));
        try (var receiver = started()) {
            send(receiver);
            await().atMost(PATIENCE).until(() -> list().out().contains("\"k\""));
            assertThat(list().exit()).isEqualTo(Exit.OK);
            assertThat(command("deadletter", "replay").out()).contains("1 dead letter sent again");
            local.await(2, PATIENCE);
            await().atMost(PATIENCE).until(() -> list().out().contains("\"replay\":true"));
            assertThat(command("audit").exit()).isEqualTo(Exit.FAILED);
        }
        assertThat(list().out()).contains("\"replay\":true").contains("\"reason\":\"refused\"");
        assertThat(command("deadletter", "replay").out()).contains("1 dead letter sent again");
        assertThat(list().out()).isEmpty();
        assertThat(command("explain", "s3://b/k").out()).contains("receiver forward");
        assertThat(command("audit").out()).contains("clean");
        local.otherwise(Answer.ok());
        try (var receiver = started()) {
            local.await(3, PATIENCE);
            await().atMost(PATIENCE).until(() -> receiver.waiting() == 0);
        }
        assertThat(list().out()).isEmpty();
    }

    @Test
    void the_address_of_a_server_is_refused_with_the_folder_of_a_receiver() {
        try (var receiver = started()) {
            assertThat(receiver.waiting()).isZero();
            CommandLineRun run = command("deadletter", "list", "--admin", "http://127.0.0.1:1");
            assertThat(run.exit()).isEqualTo(Exit.FAILED);
            assertThat(run.err()).contains("without --admin");
        }
    }

    private CommandLineRun list() {
        return command("deadletter", "list", "--json");
    }

    private CommandLineRun command(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--data";
        all[words.length + 1] = temp.resolve("r").toString();
        return CommandLineRun.of(all);
    }

    private EventReceiver started() {
        var options =
                new EventReceiver.Options(
                        new ReceiverPlace("127.0.0.1", 0, "/webhook", Optional.empty()),
                        MessageChecks.none(),
                        ConfirmationChoice.none(),
                        EventRetention.defaults(),
                        Duration.ofSeconds(10));
        Outlet outlet = Outlet.forward(local.url("/in"), DeliveryPolicy.defaults());
        var receiver = EventReceiver.open(ReceiverFolder.take(temp.resolve("r")), outlet, options);
        receiver.start();
        return receiver;
    }

    private static void send(EventReceiver receiver) throws Exception {
        String body =
                """
                {"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},\
                "object":{"key":"k","sequencer":1}}}]}\
                """;
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(receiver.url()))
                            .POST(BodyPublishers.ofString(body))
                            .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }
}
