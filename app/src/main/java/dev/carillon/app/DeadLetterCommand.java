package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon deadletter}: deliveries that were given up. */
@Command(
        name = "deadletter",
        description = {
            "Look at deliveries that were given up, send them again, or throw them away.",
            "",
            "Asks a running server, signed with the key pair of CARILLON_ACCESS_KEY and"
                    + " CARILLON_SECRET_KEY,",
            "or the one in the server's data folder."
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
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
