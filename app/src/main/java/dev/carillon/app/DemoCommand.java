package dev.carillon.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;

/** {@code carillon demo}: shows and checks all steps of a notification on this machine. */
@Command(
        name = "demo",
        header =
                "Show the main job: a server, a receiver and real uploads, all on this "
                        + "machine.",
        description = {
            "",
            "Uses free ports and a temporary folder, and leaves nothing behind. "
                    + "The exit code is 1 if an event that should have arrived did not, or "
                    + "if one arrived that should not have."
        },
        footer = {"carillon demo"})
final class DemoCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final int MOST_ROUNDS = 100;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("carillon-demo-");
        var interrupted = Thread.ofPlatform().name("stop").unstarted(() -> remove(folder));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            var scenario = new DemoScenario(Screen.of(spec.commandLine().getOut()), folder);
            return scenario.run() ? Exit.OK : Exit.FAILED;
        } finally {
            remove(folder);
        }
    }

    /**
     * Removes the folder with its content. After a signal the server may still write to it, so the
     * removal is repeated.
     */
    private static void remove(Path folder) {
        for (int round = 0; round < MOST_ROUNDS && Files.exists(folder); round++) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("removing {} again: {}", folder, e.toString());
            }
        }
    }
}
