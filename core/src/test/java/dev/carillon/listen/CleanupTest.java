package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.FakeB2;
import dev.carillon.b2client.RuleBook;
import dev.carillon.testkit.PowerCutDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tests what a cleanup takes and what it leaves. */
class CleanupTest {
    private static final Owner DEAD = new Owner(Owner.here().machine(), 999_999_999, "then");
    private static final Owner ELSEWHERE = new Owner("elsewhere", 1, "then");
    private static final RuleLabel LABEL =
            RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000001"));
    private static final RuleLabel STRANGE =
            RuleLabel.at(LocalDateTime.parse("2024-07-22T16:09:39.909265"));

    @TempDir Path folder;

    private final List<String> lines = new ArrayList<>();
    private final ListenLog log = new ListenLog(ListenLog.Level.INFO, lines::add);
    private final PowerCutDisk disk = new PowerCutDisk(InstantSource.system());
    private final FakeB2 b2 = FakeB2.carillon();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        Files.writeString(Path.of(program()), "#!/bin/sh\nsleep 60\n");
        assertThat(Path.of(program()).toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void there_is_nothing_to_do() {
        clean(scope());
        assertThat(lines)
                .containsExactly(
                        "INFO:b2listen:No rules to cleanup (prefix is"
                                + " \"--autocreated-b2listen-\").",
                        "INFO:b2listen:Could not find any processes with --autocreated-b2listen- in"
                                + " the command line");
    }

    @Test
    void rule_and_tunnel_of_a_dead_listener_go() throws Exception {
        Process tunnel = tunnel(LABEL);
        List<Owner> children = children(tunnel);
        RuleLease lease = lease(DEAD);
        lease.note(tunnel.toHandle());
        lease.aim(URI.create("https://one.trycloudflare.com"));
        clean(scope());
        assertThat(b2.rules()).isEmpty();
        assertThat(lines)
                .contains("INFO:b2listen:Deleting rule \"%s\"".formatted(LABEL.text()))
                .anyMatch(line ->
                        line.contains("Killing process " + tunnel.pid() + " with command line \"")
                                && line.endsWith(LABEL.text() + "\""));
        assertThat(tunnel.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(children).hasSize(1).noneMatch(Owner::alive);
    }

    @Test
    void a_dry_run_only_tells() throws Exception {
        Process tunnel = tunnel(LABEL);
        lease(DEAD).aim(URI.create("https://one.trycloudflare.com"));
        clean(new Cleanup.Scope(true, Optional.empty(), true, program()));
        assertThat(b2.rules()).hasSize(1);
        assertThat(tunnel.isAlive()).isTrue();
        assertThat(lines)
                .contains("INFO:b2listen:Would delete rule \"%s\"".formatted(LABEL.text()))
                .anyMatch(line -> line.contains("Would kill process " + tunnel.pid()));
    }

    @Test
    void rule_and_tunnel_of_a_running_listener_stay() throws Exception {
        Process tunnel = tunnel(LABEL);
        lease(Owner.here()).aim(URI.create("https://one.trycloudflare.com"));
        clean(new Cleanup.Scope(false, Optional.of(Duration.ZERO), false, program()));
        assertThat(b2.rules()).hasSize(1);
        assertThat(tunnel.isAlive()).isTrue();
        assertThat(lines)
                .allMatch(line -> line.contains("Keeping"))
                .anyMatch(line -> line.contains("process %d".formatted(Owner.here().pid())));
    }

    @Test
    void all_stops_a_running_listener_first() throws Exception {
        Process listener = started("sh", "-c", "sleep 60; :");
        lease(Owner.of(listener.toHandle())).aim(URI.create("https://one.trycloudflare.com"));
        clean(new Cleanup.Scope(true, Optional.empty(), false, program()));
        assertThat(listener.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(b2.rules()).isEmpty();
    }

    @Test
    void rules_of_other_machines_and_of_b2listen_go_only_by_age_or_with_all() {
        lease(ELSEWHERE).aim(URI.create("https://one.trycloudflare.com"));
        new RuleBook(b2).create("photos", B2Rule.named(STRANGE.text()));
        new RuleBook(b2).create("photos", B2Rule.named("mine"));
        clean(scope());
        assertThat(b2.rules()).hasSize(3);
        clean(new Cleanup.Scope(false, Optional.of(Duration.ofHours(1)), false, program()));
        assertThat(b2.rules().findValuesAsString("name")).containsExactly(LABEL.text(), "mine");
        clean(new Cleanup.Scope(true, Optional.empty(), false, program()));
        assertThat(b2.rules().findValuesAsString("name")).containsExactly("mine");
    }

    @Test
    void of_a_bucket_that_is_gone_the_processes_and_records_go() throws Exception {
        Process tunnel = started("sh", "-c", "sleep 60; :");
        RuleLease lease = leases(DEAD, "gone").temporary(LABEL, B2Rule.named(LABEL.text()));
        lease.note(tunnel.toHandle());
        URI url = URI.create("https://one.trycloudflare.com");
        assertThatThrownBy(() -> lease.aim(url)).isNotNull();

        new Cleanup(leases(Owner.here(), "gone"), log, scope()).run();

        assertThat(lines).anyMatch(line -> line.contains("nothing left to restore"));
        assertThat(tunnel.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(leases(Owner.here(), "gone").records()).isEmpty();
        var again = new Cleanup(leases(Owner.here(), "gone"), log, scope());
        assertThatThrownBy(again::run).hasMessage("Bucket \"gone\" does not exist");
    }

    private Cleanup.Scope scope() {
        return new Cleanup.Scope(false, Optional.empty(), false, program());
    }

    private void clean(Cleanup.Scope scope) {
        lines.clear();
        new Cleanup(leases(Owner.here()), log, scope).run();
    }

    private RuleLease lease(Owner owner) {
        return leases(owner).temporary(LABEL, B2Rule.named(LABEL.text()));
    }

    private RuleLeases leases(Owner owner) {
        return leases(owner, "photos");
    }

    private RuleLeases leases(Owner owner, String bucket) {
        return new RuleLeases(
                new RuleBook(b2),
                new RecoveryFolder(disk, Path.of("/state/rules"), log),
                log,
                new RuleLeases.Place("http://b2", bucket),
                Duration.ZERO,
                owner);
    }

    /** Returns a program of this test alone: a cleanup ends all processes of its program. */
    private String program() {
        return folder.resolve("tunnel").toString();
    }

    private Process tunnel(RuleLabel label) throws IOException {
        return started(program(), "--label", label.text());
    }

    /** Waits for the process that the program starts. */
    private static List<Owner> children(Process tunnel) {
        List<Owner> children = List.of();
        while (children.isEmpty() && tunnel.isAlive()) {
            children = tunnel.descendants().map(Owner::of).toList();
        }
        return children;
    }

    private Process started(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }
}
