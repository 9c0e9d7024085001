package dev.carillon.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/**
 * Runs the code of a start for the launcher's training run, so that the JVM need not learn it again
 * at every start.
 */
@Command(name = "warm-up", hidden = true, description = "train the start-up cache")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        CommandLine line = Main.commandLine();
        line.getUsageMessage();
        line.getSubcommands().values().forEach(CommandLine::getUsageMessage);
        return Exit.OK;
    }
}
