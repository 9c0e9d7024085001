package dev.carillon.notifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A test program in a process of its own, with little memory, which can be killed at any moment.
 */
public final class ChildJvm implements AutoCloseable {
    /** The beginning of the lines meant for the parent process, as opposed to log lines. */
    private static final String SAYS = "> ";

    private static final long GLANCE_NANOS = 500_000;

    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a process with this much heap, such as {@code 64m}; it exits if memory runs out. */
    public static ChildJvm start(Class<?> program, String heap, String... arguments)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx" + heap,
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djdk.virtualThreadScheduler.parallelism=8",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        return new ChildJvm(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Waits until the process prints this word, and returns the number that follows it. */
    long await(String word) throws IOException {
        String wanted = SAYS + word + " ";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(wanted)) {
                return Long.parseLong(line.substring(wanted.length()));
            }
        }
        throw new IllegalStateException("it ended before it said " + word);
    }

    /**
     * Kills it with -9 as soon as the condition holds, or when it said a word before that.
     *
     * @throws IllegalStateException if it ended by itself and said nothing
     */
    public void killWhen(BooleanSupplier condition) throws IOException {
        String line = "";
        while (!condition.getAsBoolean() && !line.startsWith(SAYS)) {
            boolean running = process.isAlive();
            if (out.ready()) {
                line = Objects.requireNonNullElse(out.readLine(), "");
            } else if (running) {
                LockSupport.parkNanos(GLANCE_NANOS);
            } else {
                throw new IllegalStateException("it ended with " + process.exitValue());
            }
        }
        kill();
    }

    /** Kills it with -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for the end of the process and returns its exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Prints a word and a number for the parent process; call it in the child. */
    public static void say(String word, long number) {
        System.out.println(SAYS + word + " " + number);
    }
}
