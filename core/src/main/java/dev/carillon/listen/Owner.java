package dev.carillon.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process, named so that no later process can be mistaken for it.
 *
 * @param machine the name of its machine or container
 * @param start when it started, in a form that only equals itself: on Linux the boot and the clock
 *     ticks since then, which no setting of the clock changes
 */
public record Owner(String machine, long pid, String start) {
    private static final Path PROC = Path.of("/proc");

    /**
     * The field of {@code /proc/PID/stat} with the start time, counted after the command's name.
     */
    private static final int START_FIELD = 19;

    /** Returns this process. */
    public static Owner here() {
        return of(ProcessHandle.current());
    }

    /** Returns a process of this machine. */
    public static Owner of(ProcessHandle process) {
        return new Owner(thisMachine(), process.pid(), startOf(process).orElse("unknown"));
    }

    /** Returns whether it runs, or ran, on this machine. */
    public boolean onThisMachine() {
        return machine.equals(thisMachine());
    }

    /** Returns the process, if it still runs on this machine. */
    public Optional<ProcessHandle> process() {
        if (!onThisMachine()) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).filter(start::equals).isPresent());
    }

    /** Returns whether it still runs on this machine. */
    public boolean alive() {
        return process().isPresent();
    }

    private static Optional<String> startOf(ProcessHandle process) {
        Path stat = PROC.resolve(Long.toString(process.pid())).resolve("stat");
        Optional<String> ticks = read(stat).flatMap(Owner::ticks);
        if (ticks.isPresent()) {
            String boot = read(PROC.resolve("sys/kernel/random/boot_id")).orElse("").strip();
            return ticks.map(number -> boot + ":" + number);
        }
        return process.info().startInstant().map(time -> Long.toString(time.toEpochMilli()));
    }

    /** Returns the start time; empty for a process that ended and was not waited for yet. */
    private static Optional<String> ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        boolean ended = fields[0].equals("Z") || fields[0].equals("X");
        return fields.length > START_FIELD && !ended
                ? Optional.of(fields[START_FIELD])
                : Optional.empty();
    }

    private static String thisMachine() {
        return read(PROC.resolve("sys/kernel/hostname"))
                .map(String::strip)
                .orElseGet(Owner::networkName);
    }

    private static String networkName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
