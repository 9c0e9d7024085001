package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon secrets}: makes and changes the keys that seal stored secrets. */
@Command(
        name = "secrets",
        header = "Make and rotate the keys that seal stored secrets.",
        subcommands = {
            SecretsKeyCommand.class,
            SecretsRotateCommand.class,
            SecretsForgetCommand.class
        })
final class SecretsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw Main.commandMissing(spec);
    }
}
