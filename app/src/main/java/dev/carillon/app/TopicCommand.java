package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon topic}: tests topics. */
@Command(
        name = "topic",
        header = "Test topics.",
        subcommands = {TopicTestCommand.class})
final class TopicCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw Main.commandMissing(spec);
    }
}
