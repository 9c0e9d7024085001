package dev.carillon.app;

import dev.carillon.listen.Cleanup;
import dev.carillon.listen.ListenLog;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon cleanup}: removes what listeners left behind. */
@Command(
        name = "cleanup",
        header = "Remove the rules and tunnels that listeners left behind at a bucket.",
        description = {
            "",
            "Rules that a listener of this machine made or changed, and did not undo because"
                    + " it was killed, are deleted or get their old URL back. Listeners that are"
                    + " running, and those of other machines or of b2listen, keep theirs."
        },
        footer = {
            "carillon cleanup photos --dry-run",
            "carillon cleanup photos --older-than 1d",
            "carillon cleanup photos --all"
        })
final class CleanupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "BUCKET", description = "the name of the bucket")
    private String bucket = "";

    @Option(
            names = "--all",
            description = "all listeners' rules and tunnels, also those of running listeners")
    private boolean all;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = DurationConverter.class,
            description = "also those of unknown owners that are older: 30m, 1d")
    private Optional<Duration> olderThan = Optional.empty();

    @Option(names = "--dry-run", description = "only show what would be done")
    private boolean dryRun;

    @Mixin private ListenService service = new ListenService();

    @Override
    public Integer call() {
        ListenLog log = service.log(spec.commandLine().getErr());
        var scope = new Cleanup.Scope(all, olderThan, dryRun, service.cloudflared());
        return service.run(
                bucket,
                log,
                opened -> {
                    new Cleanup(opened.leases(), log, scope).run();
                    return Exit.OK;
                });
    }
}
