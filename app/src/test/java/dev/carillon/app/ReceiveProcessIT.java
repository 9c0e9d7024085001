package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process of a receiver that runs scripts: how it ends, and what it says. */
class ReceiveProcessIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private final List<CommandProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(CommandProcess::close);
    }

    @Test
    void a_run_in_progress_may_end_and_no_other_one_starts_after_a_signal() throws Exception {
        CommandProcess receiver = receiver("sleep 3", "--workers=1");
        send(receiver, "first", "second");
        awaitRuns("begin first");
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        assertThat(runs()).containsExactly("begin first", "end first");
        assertThat(String.join("\n", receiver.err()))
                .contains("2 events accepted")
                .contains("1 events wait in data for the next start");
        receiver = receiver("true");
        awaitRuns("end second");
        assertThat(runs()).containsOnlyOnce("begin first");
        assertThat(receiver.ended("INT")).isEqualTo(Exit.OK);
    }

    @Test
    void a_run_that_outlasts_the_grace_time_is_ended_and_run_again() throws Exception {
        CommandProcess receiver = receiver("sleep 600", "--grace=100ms");
        send(receiver, "long");
        awaitRuns("begin long");
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        assertThat(runs()).containsExactly("begin long");
        receiver("true");
        awaitRuns("end long");
    }

    @Test
    void no_process_is_left_if_a_worker_ignores_that_it_is_to_end() throws Exception {
        CommandProcess receiver =
                receiver(
                        "trap '' TERM; echo $$ >> runs.pid; while :; do sleep 1; done",
                        "--exec-mode=stream",
                        "--workers=1",
                        "--grace=0s");
        send(receiver, "deaf");
        awaitRuns("begin ");
        Path pid = folder.resolve("runs.pid");
        await().atMost(PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 1);
        long worker = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(worker)).isPresent();
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        assertThat(ProcessHandle.of(worker).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void a_stop_costs_no_try() throws Exception {
        CommandProcess receiver =
                receiver(
                        "case $2 in deaf) trap '' TERM;; esac; sleep 600",
                        "--retries=0",
                        "--grace=0s");
        send(receiver, "deaf", "mild");
        awaitRuns("begin deaf");
        awaitRuns("begin mild");
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        receiver("true", "--retries=0");
        awaitRuns("end deaf");
        awaitRuns("end mild");
        var letters =
                CommandLineRun.of(
                        "deadletter", "list", "--json", "--data=" + folder.resolve("data"));
        assertThat(letters.err()).isEmpty();
        assertThat(letters.out()).isEmpty();
    }

    @Test
    void a_folder_with_a_receiver_is_refused_and_so_are_events_for_another_outlet()
            throws Exception {
        CommandProcess receiver = receiver("sleep 600", "--grace=0s");
        send(receiver, "waits");
        awaitRuns("begin waits");
        CommandProcess other = receiver("true");
        assertThat(other.ended()).isEqualTo(Exit.FAILED);
        assertThat(String.join("\n", other.err()))
                .contains("a receiver or another command uses data: end it");
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        CommandProcess forward =
                started("receive", "--port=0", "--data=data", "--forward=http://127.0.0.1:1/");
        assertThat(forward.ended()).isEqualTo(Exit.FAILED);
        assertThat(String.join("\n", forward.err()))
                .contains("1 events in this folder wait for the script");
    }

    @Test
    void without_a_folder_it_says_what_that_means_and_what_was_lost() throws Exception {
        CommandProcess receiver =
                started("receive", "--port=0", "--grace=0s", "--script=" + script("sleep 600"));
        receiver.awaitErr("carillon receives at");
        receiver.awaitErr("a temporary folder: what is not done when it ends is lost");
        receiver.awaitErr("anyone who reaches this address can send events");
        send(receiver, "lost");
        awaitRuns("begin lost");
        assertThat(receiver.ended("TERM")).isEqualTo(Exit.OK);
        assertThat(String.join("\n", receiver.err()))
                .contains("1 events were not done and are lost");
    }

    private CommandProcess receiver(String work, String... more) throws IOException {
        var args = new ArrayList<>(List.of("receive", "--port=0", "--data=data"));
        args.add("--script=" + script(work));
        args.addAll(List.of(more));
        return started(args.toArray(String[]::new));
    }

    private CommandProcess started(String... args) throws IOException {
        var process = CommandProcess.start(folder, Map.of(), args);
        processes.add(process);
        return process;
    }

    private Path script(String work) throws IOException {
        Path script = Files.createTempFile(folder, "run", ".sh");
        Files.writeString(
                script,
                """
                #!/bin/sh
                echo "begin $2" >> '%1$s'
                %2$s
                echo "end $2" >> '%1$s'
                """
                        .formatted(log(), work));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private Path log() {
        return folder.resolve("runs.txt");
    }

    private List<String> runs() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    }

    private void awaitRuns(String line) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(runs()).contains(line));
    }

    private static void send(CommandProcess receiver, String... keys) throws Exception {
        receiver.awaitErr("carillon receives at");
        String greeting =
                receiver.err().stream()
                        .filter(line -> line.startsWith("carillon receives at"))
                        .findFirst()
                        .orElseThrow();
        for (String key : keys) {
            String body =
                    """
                    {"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b"},\
                    "object":{"key":"%s","sequencer":1}}}]}\
                    """
                            .formatted(key);
            try (HttpClient client = HttpClient.newHttpClient()) {
                var request =
                        HttpRequest.newBuilder(URI.create(greeting.split(" +", -1)[3]))
                                .POST(BodyPublishers.ofString(body))
                                .build();
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
