package dev.carillon.script;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs programs in process groups of their own, on Linux (ADR 0022). A run takes two descriptors
 * and 64 KiB while it lasts, whatever the program prints.
 */
final class NativeLauncher implements Launcher {
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Libc libc;
    private final Spawning spawning;
    private final Set<ProcessGroup> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates a launcher.
     *
     * @throws UnsupportedOperationException if this system's C library lacks a function
     */
    NativeLauncher(Libc libc) {
        this.libc = libc;
        this.spawning = new Spawning();
    }

    @Override
    public Ended run(Command command, Duration limit, OutputSink sink) {
        Libc.Pipe output = libc.pipe();
        try {
            ProcessGroup group = start(command, output.writeEnd());
            try {
                return new NativeRun(libc, group, output.readEnd(), sink).toEnd(limit);
            } finally {
                running.remove(group);
            }
        } finally {
            libc.close(output.readEnd());
        }
    }

    private ProcessGroup start(Command command, int output) {
        try {
            int input = libc.fileOf(command.input());
            try {
                return follow(
                        spawning.start(
                                command.arguments(),
                                command.environment(),
                                new Spawning.Descriptors(input, output, output)));
            } finally {
                libc.close(input);
            }
        } finally {
            libc.close(output);
        }
    }

    private ProcessGroup follow(int pid) {
        var group = new ProcessGroup(libc, pid);
        running.add(group);
        if (closed) {
            group.stop();
        }
        return group;
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(ProcessGroup::stop);
        if (!emptyWithin(PATIENCE)) {
            running.forEach(group -> group.signal(Libc.SIGKILL));
            boolean _ = emptyWithin(PATIENCE);
        }
    }

    private boolean emptyWithin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (!running.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return running.isEmpty();
    }
}
