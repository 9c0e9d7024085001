package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs cloudflared's place-holders, which are shell scripts, without a network. */
@Timeout(60)
class ProcessTunnelTest {
    private static final Backoff QUICK =
            new Backoff(
                    Duration.ofMillis(20),
                    Duration.ofMillis(40),
                    Duration.ofMillis(80),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(300));
    private static final String BOX =
            "echo '2026-01-01T00:00:00Z INF |  https://a-%s.trycloudflare.com  |' >&2\n";

    @TempDir Path folder;

    private final RecordingReports reports = new RecordingReports();
    private Optional<ProcessTunnel> tunnel = Optional.empty();

    @AfterEach
    void close() {
        tunnel.ifPresent(ProcessTunnel::close);
    }

    @Test
    void it_is_called_as_b2listen_calls_it_and_with_a_port_for_metrics() throws Exception {
        start(
                "echo \"$@\" > "
                        + folder.resolve("args")
                        + "\n"
                        + BOX.formatted(1)
                        + "exec sleep 60");

        reports.await("opened https://a-1.trycloudflare.com");

        assertThat(Files.readString(folder.resolve("args")))
                .startsWith(
                        "--no-autoupdate tunnel --url http://127.0.0.1:4711 --loglevel info --label"
                                + " --autocreated-b2listen-x-- --metrics 127.0.0.1:");
    }

    @Test
    void a_process_that_dies_is_started_again_and_its_new_url_is_reported() throws Exception {
        start(
                counted()
                        + "echo \"2026-01-01T00:00:00Z INF |  https://a-$n.trycloudflare.com  |\"\n"
                        + "echo '2026-01-01T00:00:00Z INF Registered tunnel connection"
                        + " connIndex=0'\n"
                        + "exec sleep 60");
        reports.await("connected Registered tunnel connection connIndex=0");

        reports.processes().getFirst().destroyForcibly();

        reports.await("opened https://a-2.trycloudflare.com");
        assertThat(reports.await("failed"))
                .contains("cloudflared ended with exit code 137", "next try in 20ms");
    }

    @Test
    void failures_pause_longer_and_longer_and_each_is_one_line() throws Exception {
        start("echo 'failed to parse quick Tunnel ID: invalid UUID length: 0'; exit 1");

        assertThat(reports.await("failed", 1)).contains("gave no tunnel; next try in 20ms: ");
        assertThat(reports.await("failed", 2)).contains("next try in 40ms");
        assertThat(reports.await("failed", 4)).contains("next try in 80ms");
    }

    @Test
    void a_rate_limit_pauses_longer() throws Exception {
        start(
                "echo '2026-01-01T00:00:00Z ERR Error unmarshaling QuickTunnel response: error"
                        + " code: 1015 status_code=\"429 Too Many Requests\"'\n"
                        + "echo 'failed to unmarshal quick Tunnel: invalid character'; exit 1");

        assertThat(reports.await("failed")).contains("(429)", "next try in 40ms");
    }

    @Test
    void a_program_that_is_not_there_is_said_once() {
        var program = program(folder.resolve("nowhere"));
        tunnel = Optional.of(new ProcessTunnel(program, QUICK));
        tunnel.get().start(reports);

        assertThat(reports.await("ended"))
                .startsWith(
                        "ended Cannot find cloudflared executable at "
                                + folder.resolve("nowhere")
                                + ": install it");
        tunnel.get().close();
        assertThat(reports.lines()).hasSize(1);
    }

    @Test
    void a_file_that_may_not_be_executed_is_said_to_be_one() throws Exception {
        Path file = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
        tunnel = Optional.of(new ProcessTunnel(program(file), QUICK));
        tunnel.get().start(reports);

        assertThat(reports.await("ended")).contains("Cannot run", "chmod +x");
    }

    @Test
    void options_that_it_does_not_know_are_no_reason_to_try_again() throws Exception {
        start("echo 'Incorrect Usage: flag provided but not defined: -label'; exit 1");

        assertThat(reports.await("ended")).contains("update cloudflared");
    }

    /** The original spins when the output ends: it then uses a whole core. */
    @Test
    void the_end_of_its_output_costs_no_processor_time() throws Exception {
        start(BOX.formatted(1) + "exec >/dev/null 2>&1; exec sleep 60");
        reports.await("opened");
        long before = cpuNanos();

        Thread.sleep(Duration.ofMillis(600));

        assertThat(Duration.ofNanos(cpuNanos() - before)).isLessThan(Duration.ofMillis(400));
        assertThat(reports.processes().getFirst().isAlive()).isTrue();
    }

    @Test
    void everything_that_the_process_started_ends_with_it() throws Exception {
        start("sleep 61 & sleep 62 & (sleep 63 & wait) &\n" + BOX.formatted(1) + "wait");
        reports.await("opened");
        ProcessHandle process = reports.processes().getFirst();
        Owner owner = Owner.of(process);
        var family = process.descendants().map(Owner::of).toList();
        assertThat(family).hasSizeGreaterThanOrEqualTo(3);

        tunnel.orElseThrow().close();

        assertThat(owner.alive()).isFalse();
        assertThat(family).noneMatch(Owner::alive);
    }

    @Test
    void children_of_a_process_that_died_are_ended_too() throws Exception {
        start(counted() + "sleep 64 & sleep 65 &\n" + BOX.formatted(1) + "wait");
        reports.await("opened");
        ProcessHandle first = reports.processes().getFirst();
        var family = first.descendants().map(Owner::of).toList();

        first.destroyForcibly();

        reports.await("started", 2);
        assertThat(family).hasSize(2).noneMatch(Owner::alive);
    }

    @Test
    void a_process_that_ignores_the_signal_is_ended_by_force() throws Exception {
        start("trap '' TERM INT\n" + BOX.formatted(1) + "while :; do sleep 1; done");
        reports.await("opened");
        Owner owner = Owner.of(reports.processes().getFirst());

        tunnel.orElseThrow().close();

        assertThat(owner.alive()).isFalse();
    }

    @Test
    void endless_output_without_line_ends_does_not_fill_memory() throws Exception {
        start("yes | tr -d '\\n' | head -c 20000000; echo; " + BOX.formatted(1) + "exec sleep 60");

        reports.await("opened");

        assertThat(reports.output().getFirst()).hasSizeLessThan(5_000);
    }

    @Test
    void colours_and_carriage_returns_do_not_hide_the_url() throws Exception {
        start(
                "printf '\\033[32m2026-01-01T00:00:00Z\\033[0m INF |  https://c.example.com "
                        + " |\\r'\n"
                        + "exec sleep 60");

        reports.await("opened https://c.example.com");
    }

    @Test
    void closing_during_a_pause_is_quick_and_ends_the_reports() throws Exception {
        var slow =
                new Backoff(
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofMillis(300));
        tunnel = Optional.of(new ProcessTunnel(program(script("exit 3")), slow));
        tunnel.get().start(reports);
        reports.await("failed");
        long begun = System.nanoTime();

        tunnel.get().close();

        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(reports.processes()).hasSize(1);
    }

    @Test
    void when_restarts_are_stopped_the_process_stays_and_no_other_follows() throws Exception {
        start(BOX.formatted(1) + "exec sleep 60");
        reports.await("opened");
        ProcessHandle process = reports.processes().getFirst();

        tunnel.orElseThrow().stopRestarts();
        assertThat(process.isAlive()).isTrue();
        process.destroyForcibly();
        process.onExit().get(5, TimeUnit.SECONDS);
        tunnel.get().close();

        assertThat(reports.processes()).hasSize(1);
        assertThat(reports.lines()).noneMatch(line -> line.startsWith("failed"));
    }

    @Test
    void the_program_does_not_get_the_secrets_of_the_listener() {
        var environment = new HashMap<String, String>();
        environment.put("PATH", "/bin");
        environment.put("B2_APPLICATION_KEY", "secret");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");

        ProcessTunnel.removeSecrets(environment);

        assertThat(environment).containsOnlyKeys("PATH");
    }

    private void start(String body) throws IOException {
        tunnel = Optional.of(new ProcessTunnel(program(script(body)), QUICK));
        tunnel.get().start(reports);
    }

    /** Returns the beginning of a script that counts its starts in {@code n}. */
    private String counted() {
        Path file = folder.resolve("count");
        return "echo x >> %s; n=$(($(wc -l < %s)))\n".formatted(file, file);
    }

    private Path script(String body) throws IOException {
        Path file = folder.resolve("cloudflared");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static CloudflaredProgram program(Path file) {
        return new CloudflaredProgram(
                file.toString(),
                URI.create("http://127.0.0.1:4711"),
                "info",
                "--autocreated-b2listen-x--");
    }

    private static long cpuNanos() {
        var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return bean.getProcessCpuTime();
    }
}
