package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tests of the launcher's options for Java, with a process that runs out of memory. */
class LaunchOptionsIT {
    private static final Path LAUNCHER = Path.of("src/dist/bin/carillon");

    @TempDir Path folder;

    @Test
    void who_runs_out_of_memory_says_so_on_stderr_and_exits_with_3() throws Exception {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options());
        command.addAll(List.of("-Xmx16m", "-cp", System.getProperty("java.class.path")));
        command.add(Hoarder.class.getName());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(err).content().contains("java.lang.OutOfMemoryError: Java heap space");
        assertThat(out).isEmptyFile();
    }

    /** Returns the words that begin with -X in the launcher's list. */
    private static List<String> options() throws IOException {
        String text = Files.readString(LAUNCHER);
        int begin = text.indexOf("\njava=(");
        String list = text.substring(begin, text.indexOf("\n)", begin));
        return Stream.of(list.split("\\s+")).filter(word -> word.startsWith("-X")).toList();
    }

    /** Allocates memory until there is none. */
    static final class Hoarder {
        private Hoarder() {}

        public static void main(String[] args) {
            var hoard = new ArrayList<byte[]>();
            while (!hoard.isEmpty() || args.length == 0) {
                hoard.add(new byte[100_000]);
            }
        }
    }
}
