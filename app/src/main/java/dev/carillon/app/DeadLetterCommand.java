package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon deadletter}: deliveries that were given up. */
@Command(
        name = "deadletter",
        header = "List, show, send again or remove deliveries that were given up.",
        description = {
            "",
            "Asks a running server. Signed with the key pair of "
                    + "CARILLON_ACCESS_KEY and CARILLON_SECRET_KEY, or with the one in the "
                    + "server's data folder. With --data FOLDER of a receiver, also of one that "
                    + "does not run: those of that receiver."
        },
        subcommands = {
            DeadLetterListCommand.class,
            DeadLetterShowCommand.class,
            DeadLetterReplayCommand.class,
            DeadLetterPurgeCommand.class
        })
final class DeadLetterCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw Main.commandMissing(spec);
    }
}
