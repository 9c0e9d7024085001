package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Runs programs that do what programs should not do. */
class HostileScriptIT {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final List<String> ENVIRONMENT = List.of("PATH=" + System.getenv("PATH"));

    @TempDir Path folder;

    private final Launcher launcher = Launchers.ofThisSystem();

    @AfterEach
    void close() {
        launcher.close();
    }

    @Test
    void a_script_that_takes_too_long_ends_with_all_processes_of_its_group() throws Exception {
        Path pids = folder.resolve("pids");
        Path script =
                Scripts.shell(
                        folder,
                        "sleep 1000 & echo $! > " + pids,
                        "echo $$ >> " + pids,
                        "sleep 1000");

        Ended ended = run(script, Duration.ofSeconds(1));

        assertThat(ended.how()).isEqualTo(new Ended.How.TimedOut());
        assertThat(Scripts.lines(pids)).hasSize(2);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Scripts.lines(pids).stream().noneMatch(HostileScriptIT::lives));
    }

    @Test
    void a_script_may_clean_up_after_it_was_asked_to_end() throws Exception {
        Path out = folder.resolve("out");
        Path script =
                Scripts.shell(
                        folder,
                        "trap 'echo cleaned > " + out + "; exit 0' TERM",
                        "while true; do sleep 0.05; done");

        assertThat(run(script, Duration.ofMillis(500)).how()).isEqualTo(new Ended.How.TimedOut());
        assertThat(Scripts.lines(out)).containsExactly("cleaned");
    }

    @Test
    void a_script_that_ignores_the_request_is_killed_after_five_seconds() throws Exception {
        Path script = Scripts.shell(folder, "trap '' TERM", "while true; do sleep 0.1; done");
        long start = System.nanoTime();

        assertThat(run(script, Duration.ofMillis(300)).how()).isEqualTo(new Ended.How.TimedOut());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Launcher.PATIENCE);
    }

    @Test
    void what_a_script_leaves_in_its_group_ends_with_it() throws Exception {
        Path pid = folder.resolve("pid");
        Path script = Scripts.shell(folder, "sleep 1000 & echo $! > " + pid, "exit 0");

        assertThat(run(script, LONG).how()).isEqualTo(new Ended.How.Exited(0));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Scripts.lines(pid).stream().noneMatch(HostileScriptIT::lives));
    }

    @Test
    void a_daemon_that_holds_the_output_open_delays_nothing() throws Exception {
        Path pid = folder.resolve("pid");
        Path script =
                Scripts.shell(
                        folder,
                        "setsid sh -c 'echo $$ > " + pid + "; exec sleep 1000' &",
                        "while ! [ -s " + pid + " ]; do sleep 0.02; done",
                        "echo started");

        Ended ended = run(script, LONG);

        assertThat(ended.how()).isEqualTo(new Ended.How.Exited(0));
        assertThat(text(ended)).isEqualTo("started\n");
        String daemon = Scripts.lines(pid).getFirst();
        assertThat(lives(daemon)).as("it has left the group on purpose").isTrue();
        ProcessHandle.of(Long.parseLong(daemon)).orElseThrow().destroyForcibly();
    }

    @Test
    void a_gigabyte_of_output_is_read_and_only_its_end_is_kept() throws Exception {
        Path script = Scripts.shell(folder, "head -c 1073741824 /dev/zero", "echo end");

        Ended ended = run(script, LONG);

        assertThat(ended.how()).isEqualTo(new Ended.How.Exited(0));
        assertThat(ended.printed()).isEqualTo((1L << 30) + 4);
        assertThat(ended.output()).hasSize(4_096).endsWith('e', 'n', 'd', '\n');
    }

    @Test
    void endless_output_ends_with_the_time_limit() throws Exception {
        Path script = Scripts.shell(folder, "exec yes");

        assertThat(run(script, Duration.ofMillis(500)).how()).isEqualTo(new Ended.How.TimedOut());
    }

    @Test
    void a_script_that_closes_its_output_is_awaited_without_turning() throws Exception {
        Path script = Scripts.shell(folder, "exec >&- 2>&-", "sleep 0.5", "exit 4");
        long before = cpuNanos();

        assertThat(run(script, LONG).how()).isEqualTo(new Ended.How.Exited(4));
        assertThat(cpuNanos() - before).isLessThan(Duration.ofMillis(300).toNanos());
    }

    @Test
    void a_large_event_that_is_not_read_delays_nothing_and_one_that_is_read_is_whole()
            throws Exception {
        byte[] large = new byte[8 << 20];

        assertThat(run(Scripts.shell(folder, "exit 0"), large).how())
                .isEqualTo(new Ended.How.Exited(0));
        assertThat(text(run(Scripts.shell(folder, "wc -c"), large)).strip())
                .isEqualTo(Integer.toString(large.length));
        assertThat(run(Scripts.shell(folder, "exec <&-", "exit 0"), large).how())
                .isEqualTo(new Ended.How.Exited(0));
    }

    @Test
    void a_script_that_removes_itself_ends_as_it_says() throws Exception {
        assertThat(run(Scripts.shell(folder, "rm \"$0\"", "exit 9"), LONG).how())
                .isEqualTo(new Ended.How.Exited(9));
    }

    @Test
    void a_program_inherits_three_descriptors_and_no_blocked_or_ignored_signal() throws Exception {
        try (var _ = Files.newOutputStream(folder.resolve("open"))) {
            // the fourth is the folder that it lists
            assertThat(lines("/bin/ls", "/proc/self/fd")).containsExactly("0", "1", "2", "3");
            List<String> signals = lines("/bin/grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");
            String ignored = signals.getLast().split("\t", -1)[1];
            assertThat(signals).contains("SigBlk:\t0000000000000000");
            assertThat(Long.parseLong(ignored, 16) & 1 << 12).as("SIGPIPE").isZero();
        }
    }

    @Test
    void a_thousand_runs_leave_no_descriptor_and_no_process() throws Exception {
        Path script = Scripts.shell(folder, "echo x; exit 1");
        Path missing = folder.resolve("missing");
        for (int i = 0; i < 20; i++) {
            run(script, LONG);
        }
        long before = descriptors();

        for (int i = 0; i < 500; i++) {
            run(script, LONG);
            assertThatExceptionOfType(SystemCallException.class)
                    .isThrownBy(() -> run(missing, LONG));
        }

        assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
        assertThat(children()).isEmpty();
    }

    @Test
    void five_hundred_scripts_run_at_once() throws Exception {
        Path script = Scripts.shell(folder, "sleep 1; echo done");
        try (var threads = Executors.newFixedThreadPool(500)) {
            List<Future<Ended>> runs = new ArrayList<>();
            IntStream.range(0, 500).forEach(_ -> runs.add(threads.submit(() -> run(script, LONG))));
            for (Future<Ended> each : runs) {
                assertThat(text(each.get())).isEqualTo("done\n");
            }
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void closing_ends_what_runs() throws Exception {
        Path pid = folder.resolve("pid");
        Path script =
                Scripts.shell(
                        folder,
                        "trap '' TERM",
                        "echo $$ > " + pid,
                        "while true; do sleep 0.1; done");
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Ended> under = threads.submit(() -> run(script, LONG));
            await().atMost(Duration.ofSeconds(30)).until(() -> !Scripts.lines(pid).isEmpty());

            launcher.close();

            assertThat(under.get().how()).isEqualTo(new Ended.How.Stopped());
            assertThat(lives(Scripts.lines(pid).getFirst())).isFalse();
        }
    }

    private Ended run(Path script, Duration limit) {
        return run(script, limit, new byte[0]);
    }

    private List<String> lines(String... command) {
        var ended =
                launcher.run(
                        new Command(List.of(command), ENVIRONMENT, new byte[0]), LONG, _ -> {});
        return text(ended).lines().toList();
    }

    private Ended run(Path script, byte[] input) {
        return run(script, LONG, input);
    }

    private Ended run(Path script, Duration limit, byte[] input) {
        var command = new Command(List.of(script.toString()), ENVIRONMENT, input);
        return launcher.run(command, limit, _ -> {});
    }

    private static String text(Ended ended) {
        return new String(ended.output(), StandardCharsets.UTF_8);
    }

    private static boolean lives(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Returns the children of this process, those that nobody has waited for included. */
    private static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
