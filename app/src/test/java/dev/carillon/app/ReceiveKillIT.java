package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * No acknowledged event is lost and none overtakes another of its object, however often the
 * receiver is killed. {@code -Dcarillon.receive.kills=30} kills it that often instead of twice.
 */
class ReceiveKillIT {
    private static final int KILLS = Integer.getInteger("carillon.receive.kills", 2);

    /** The number of kills that interrupt at least one run. */
    private static final int MANY = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LONGEST_MILLIS = 1_500;

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    @TempDir private Path folder;

    private final List<CommandProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(CommandProcess::close);
    }

    @Test
    void every_acknowledged_event_is_run_in_the_order_of_its_object() throws Exception {
        Set<ReceiverLoad.Sent> acknowledged = killed(false);
        awaitRuns(acknowledged);
        assertThat(letters("interrupted")).isEmpty();
        runs().forEach((key, sequence) ->
                assertThat(sequence.stream().distinct().toList()).as(key).isSorted());
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        runs().forEach((key, sequence) ->
                                assertThat(sequence.getLast())
                                        .as("the last run of " + key)
                                        .isEqualTo(Collections.max(sequence))));
    }

    @Test
    void with_once_no_event_is_run_twice_and_interrupted_runs_are_dead_letters() throws Exception {
        Set<ReceiverLoad.Sent> acknowledged = killed(true);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Set<ReceiverLoad.Sent> known = new HashSet<>(lines("end"));
                    known.addAll(letters("interrupted"));
                    assertThat(known).containsAll(acknowledged);
                });
        assertThat(lines("begin")).doesNotHaveDuplicates();
        Set<ReceiverLoad.Sent> unfinished = new HashSet<>(lines("begin"));
        unfinished.removeAll(lines("end"));
        Set<ReceiverLoad.Sent> interrupted = letters("interrupted");
        assertThat(interrupted).containsAll(unfinished);
        if (KILLS >= MANY) {
            assertThat(interrupted).isNotEmpty();
        }
        runs().forEach((key, sequence) -> assertThat(sequence).as(key).isSorted());
    }

    /** Sends events while the receiver is killed again and again; returns those acknowledged. */
    private Set<ReceiverLoad.Sent> killed(boolean once) throws Exception {
        int port = freePort();
        Files.createFile(log());
        Path script = script();
        var random = new Random(7);
        CommandProcess receiver = receiver(port, script, once);
        try (var load = ReceiverLoad.start(port)) {
            for (int kill = 0; kill < KILLS; kill++) {
                int before = load.acknowledged().size();
                await().atMost(PATIENCE).until(() -> load.acknowledged().size() > before);
                Thread.sleep(random.nextInt(LONGEST_MILLIS));
                assertThat(receiver.ended("KILL")).isEqualTo(137);
                receiver = receiver(port, script, once);
            }
            load.stop();
            return load.acknowledged();
        }
    }

    private CommandProcess receiver(int port, Path script, boolean once) throws IOException {
        var args =
                new ArrayList<>(
                        List.of(
                                "receive",
                                "--port=" + port,
                                "--script=" + script,
                                "--data=" + folder.resolve("data")));
        if (once) {
            args.add("--once");
        }
        var process = CommandProcess.start(folder, Map.of(), args.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /** Creates a script that appends a line when it begins, and one a little later when it ends. */
    private Path script() throws IOException {
        Path script = folder.resolve("run.sh");
        Files.writeString(
                script,
                """
                #!/bin/sh
                echo "begin $2 $CARILLON_SEQUENCER" >> '%1$s'
                sleep 0.03
                echo "end $2 $CARILLON_SEQUENCER" >> '%1$s'
                """
                        .formatted(log()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private Path log() {
        return folder.resolve("runs.txt");
    }

    private void awaitRuns(Set<ReceiverLoad.Sent> acknowledged) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(new HashSet<>(lines("end"))).containsAll(acknowledged));
    }

    private List<ReceiverLoad.Sent> lines(String kind) throws IOException {
        return Files.readAllLines(log()).stream()
                .filter(line -> line.startsWith(kind + " "))
                .map(line -> line.split(" ", -1))
                .map(words -> new ReceiverLoad.Sent(words[1], Long.parseLong(words[2])))
                .toList();
    }

    /** Returns for each key its sequencers in the order in which their runs began. */
    private Map<String, List<Long>> runs() throws IOException {
        return lines("begin").stream()
                .collect(
                        Collectors.groupingBy(
                                ReceiverLoad.Sent::key,
                                TreeMap::new,
                                Collectors.mapping(
                                        ReceiverLoad.Sent::sequencer, Collectors.toList())));
    }

    private Set<ReceiverLoad.Sent> letters(String reason) {
        return command("list", "--limit=100000")
                .lines()
                .filter(line -> line.contains(reason))
                .map(line -> ID.matcher(line).results().findFirst().orElseThrow().group(1))
                .map(id -> ReceiverLoad.Sent.in(command("show", id)).orElseThrow())
                .collect(Collectors.toSet());
    }

    /** Runs a command, again if the receiver, which was started after its last end, is starting. */
    private String command(String what, String option) {
        CommandLineRun run =
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .until(
                                () ->
                                        CommandLineRun.of(
                                                "deadletter",
                                                what,
                                                option,
                                                "--json",
                                                "--data=" + folder.resolve("data")),
                                one -> !one.err().contains("try again in a moment"));
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
