package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;

/** {@code carillon demo}: shows the whole journey on this machine, and checks it as it goes. */
@Command(
        name = "demo",
        description = {
            "See the journey of an event: a server, a receiver and real uploads, all on this"
                    + " machine.",
            "",
            "Uses free ports and a temporary folder, and leaves nothing behind. Fails when an"
                    + " event",
            "that should have arrived did not, or one arrived that should not have."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("carillon-demo-");
        try {
            var story = new DemoStory(Screen.of(spec.commandLine().getOut()), folder);
            return story.tell() ? Exit.OK : Exit.FAILED;
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
