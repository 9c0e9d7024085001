package dev.carillon.listen;

import dev.carillon.b2client.B2Rule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes what dead listeners left at a bucket: temporary rules, URLs in existing rules, processes
 * of tunnels. What belongs to listeners of other machines, or to b2listen itself, stays unless the
 * scope includes it.
 */
public final class Cleanup {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

    private final RuleLeases leases;
    private final ListenLog log;
    private final Scope scope;
    private final List<String> handled = new ArrayList<>();

    /**
     * The rules and processes that a cleanup includes.
     *
     * @param all whether everything goes, listeners that are running included
     * @param olderThan the age from which rules and processes of unknown owners go too
     * @param dryRun whether it is only shown what would be done
     * @param tunnel the program of the tunnels
     */
    public record Scope(boolean all, Optional<Duration> olderThan, boolean dryRun, String tunnel) {
        private boolean reaches(Optional<Instant> made) {
            return all
                    || olderThan
                            .flatMap(age ->
                                    made.map(time -> time.isBefore(Instant.now().minus(age))))
                            .orElse(false);
        }
    }

    /** Creates a cleanup of the bucket of the leases. */
    public Cleanup(RuleLeases leases, ListenLog log, Scope scope) {
        this.leases = leases;
        this.log = log;
        this.scope = scope;
    }

    /**
     * Cleans up.
     *
     * @throws ListenException if the bucket does not exist, and no listener of it left anything
     * @throws dev.carillon.b2client.B2ClientException if the service refuses
     */
    public void run() {
        List<LabelledProcess> processes = LabelledProcess.of(scope.tunnel());
        List<RecoveryRecord> records = leases.records();
        if (records.isEmpty()) {
            leases.needBucket();
        }
        List<String> live =
                records.stream()
                        .filter(record -> record.owner().alive())
                        .map(record -> record.label().text())
                        .toList();
        records.forEach(this::known);
        unknown();
        if (handled.isEmpty()) {
            log.info("No rules to cleanup (prefix is \"%s\").".formatted(RuleLabel.PREFIX));
        }
        List<String> dead =
                records.stream()
                        .map(record -> record.label().text())
                        .filter(label -> !live.contains(label))
                        .toList();
        end(processes, dead, live);
    }

    /** Handles the rule of a listener that left a record. */
    private void known(RecoveryRecord record) {
        handled.add(record.rule());
        Owner owner = record.owner();
        if (owner.alive()) {
            if (!scope.all()) {
                keep(
                        record.rule(),
                        "its listener (process %d) is running; --all removes it too"
                                .formatted(owner.pid()));
                return;
            }
            stop(owner);
        } else if (!owner.onThisMachine() && !scope.reaches(Optional.of(record.made()))) {
            keep(
                    record.rule(),
                    "its listener ran on %s; --all or --older-than removes it too"
                            .formatted(owner.machine()));
            return;
        }
        undo(record);
    }

    private void undo(RecoveryRecord record) {
        if (!leases.bucketExists()) {
            log.info(
                    "Bucket \"%s\" does not exist any more: nothing left to restore of rule \"%s\""
                            .formatted(record.bucket(), record.rule()));
            if (!scope.dryRun()) {
                leases.forget(record);
            }
        } else if (scope.dryRun()) {
            tell(RuleUndo.of(record, leases.now()));
        } else {
            leases.restore(record, this::tell);
        }
    }

    /** Handles the rules of listeners that left no record here. */
    private void unknown() {
        if (!leases.bucketExists()) {
            return;
        }
        List<String> going = new ArrayList<>();
        for (B2Rule rule : leases.now().rules()) {
            String name = rule.name();
            if (!RuleLabel.is(name) || handled.contains(name)) {
                continue;
            }
            handled.add(name);
            Optional<Instant> made =
                    RuleLabel.time(name)
                            .map(time -> time.atZone(ZoneId.systemDefault()).toInstant());
            if (scope.reaches(made)) {
                tell(new RuleUndo.Delete(name));
                going.add(name);
            } else {
                keep(
                        name,
                        "no listener of this machine made it; --all or --older-than removes it"
                                + " too");
            }
        }
        if (!scope.dryRun() && !going.isEmpty()) {
            leases.delete(going);
        }
    }

    /** Ends the processes of dead listeners, and of those that the scope includes. */
    private void end(List<LabelledProcess> processes, List<String> dead, List<String> live) {
        if (processes.isEmpty()) {
            log.info(
                    "Could not find any processes with %s in the command line"
                            .formatted(RuleLabel.PREFIX));
        }
        for (LabelledProcess found : processes) {
            String label = found.label().orElseThrow();
            long pid = found.process().pid();
            if (dead.contains(label)
                    || (live.contains(label) ? scope.all() : scope.reaches(found.started()))) {
                log.info(
                        "%s process %d with command line \"%s\""
                                .formatted(
                                        scope.dryRun() ? "Would kill" : "Killing",
                                        pid,
                                        String.join(" ", found.command())));
                if (!scope.dryRun()) {
                    ProcessFamily.end(found.process());
                }
            } else {
                log.info(
                        "Keeping process %d: %s"
                                .formatted(
                                        pid,
                                        live.contains(label)
                                                ? "its listener is running; --all ends it too"
                                                : "no dead listener of this machine started it for"
                                                        + " this bucket; --all or --older-than ends"
                                                        + " it too"));
            }
        }
    }

    /** Lets a running listener end, which undoes what it did by itself. */
    private void stop(Owner owner) {
        log.info(
                "%s listener (process %d)"
                        .formatted(scope.dryRun() ? "Would stop" : "Stopping", owner.pid()));
        if (!scope.dryRun()) {
            owner.process().ifPresent(Cleanup::stop);
        }
    }

    private static void stop(ProcessHandle listener) {
        listener.destroy();
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (listener.isAlive() && System.nanoTime() < end) {
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        listener.destroyForcibly();
    }

    private void tell(RuleUndo undo) {
        boolean would = scope.dryRun();
        switch (undo) {
            case RuleUndo.Delete(String rule) ->
                    log.info("%s rule \"%s\"".formatted(would ? "Would delete" : "Deleting", rule));
            case RuleUndo.Restore(B2Rule now, B2Rule restored) ->
                    log.info(
                            "%s URL %s to rule \"%s\""
                                    .formatted(
                                            would ? "Would restore" : "Restoring",
                                            restored.shownUrl(),
                                            now.name()));
            case RuleUndo.Edited _ -> undo.tell(log);
            case RuleUndo.Gone _, RuleUndo.Unchanged _ -> {}
        }
    }

    private void keep(String rule, String why) {
        log.info("Keeping rule \"%s\": %s".formatted(rule, why));
    }
}
