package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A process without file descriptors refuses commits, and accepts them again once descriptors are
 * free.
 */
class ExhaustedDescriptorsIT {
    private static final Pattern END =
            Pattern.compile("acknowledged (\\d+), refused (\\d+), recoveries (\\d+)");

    @TempDir private Path directory;

    @Test
    void commits_go_on_without_a_restart_when_there_are_descriptors_again() throws Exception {
        var process =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -n 256; exec \"$@\"",
                                "bash",
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ExhaustedWriter.class.getName(),
                                directory.resolve("data").toString(),
                                "descriptors")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        var end = END.matcher(said);
        assertThat(end.find()).as(said).isTrue();
        assertThat(Integer.parseInt(end.group(2))).as(said).isPositive();
        assertThat(Integer.parseInt(end.group(3))).as(said).isPositive();
    }
}
