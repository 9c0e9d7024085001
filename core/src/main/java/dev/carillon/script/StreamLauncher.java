package dev.carillon.script;

import dev.carillon.script.Libc.Pipe;

import java.util.List;

/**
 * Starts long-lived workers, on Linux. What they print to their standard error goes to that of this
 * process. Thread-safe.
 */
final class StreamLauncher {
    private static final int ERRORS = 2;

    private final Libc libc;
    private final Spawning spawning;
    private final String file;
    private final List<String> environment;

    /**
     * Creates a launcher.
     *
     * @throws UnsupportedOperationException if this system's C library lacks a function
     */
    StreamLauncher(Libc libc, String file, List<String> environment) {
        this.libc = libc;
        this.spawning = new Spawning();
        this.file = file;
        this.environment = List.copyOf(environment);
    }

    /** Returns the functions of the operating system. */
    Libc libc() {
        return libc;
    }

    /**
     * Starts a worker.
     *
     * @throws SystemCallException if it cannot be started; nothing is left then
     */
    StreamChild start() {
        Pipe input = libc.pipe();
        try {
            libc.neverBlock(input.writeEnd());
            return start(input);
        } catch (RuntimeException e) {
            libc.close(input.writeEnd());
            throw e;
        } finally {
            libc.close(input.readEnd());
        }
    }

    private StreamChild start(Pipe input) {
        Pipe output = libc.pipe();
        try {
            var descriptors = new Spawning.Descriptors(input.readEnd(), output.writeEnd(), ERRORS);
            int pid = spawning.start(List.of(file), environment, descriptors);
            return new StreamChild(new ProcessGroup(libc, pid), input.writeEnd(), output.readEnd());
        } catch (RuntimeException e) {
            libc.close(output.readEnd());
            throw e;
        } finally {
            libc.close(output.writeEnd());
        }
    }
}
