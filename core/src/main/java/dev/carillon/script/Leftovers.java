package dev.carillon.script;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that a receiver leaves behind when it is killed: its scripts run on, and would
 * overlap with those of the next receiver. They are recognized by a variable of their environment,
 * which names the receiver's folder and the session in which it ran; what has left that session, as
 * daemons do, stays. On Linux; elsewhere nothing is found.
 */
final class Leftovers {
    /** The name of the variable. */
    static final String VARIABLE = "CARILLON_RECEIVER";

    private static final Logger LOG = LoggerFactory.getLogger("carillon.script");
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int GROUP = 2; // of the fields behind the name of the program
    private static final int SESSION = 3;

    private final Path folder;

    /**
     * Creates the look-up of what ran for a folder.
     *
     * @param folder that no running receiver has
     */
    Leftovers(Path folder) {
        this.folder = real(folder);
    }

    /** Returns the path that every name of the folder stands for, links resolved. */
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException _) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** Returns the value of the variable for what this process starts. */
    String marker() {
        List<String> own = fields(Path.of("/proc/self"));
        return (own.isEmpty() ? "0" : own.get(SESSION)) + ":" + folder;
    }

    /** Ends the processes, and returns when they have ended. */
    void end(Libc libc) {
        Set<Integer> groups = groups();
        if (groups.isEmpty()) {
            return;
        }
        LOG.warn("ending {} scripts that a killed receiver has left", groups.size());
        groups.forEach(group -> libc.killGroup(group, Libc.SIGTERM));
        var deadline = Deadline.after(Launcher.PATIENCE);
        while (!groups.isEmpty()) {
            LockSupport.parkNanos(LOOK.toNanos());
            groups = groups();
            if (deadline.passed()) {
                groups.forEach(group -> libc.killGroup(group, Libc.SIGKILL));
            }
        }
    }

    /** Returns the process groups that still run. */
    Set<Integer> groups() {
        var found = new TreeSet<Integer>();
        try (var processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (isLeft(process)) {
                    fields(process).stream()
                            .skip(GROUP)
                            .findFirst()
                            .ifPresent(group -> found.add(Integer.parseInt(group)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("there is no list of processes", e);
        }
        return found;
    }

    private boolean isLeft(Path process) {
        for (String variable : environment(process)) {
            if (variable.startsWith(VARIABLE + "=")) {
                String marker = variable.substring(VARIABLE.length() + 1);
                int colon = marker.indexOf(':');
                List<String> fields = fields(process);
                return colon > 0
                        && marker.substring(colon + 1).equals(folder.toString())
                        && fields.size() > SESSION
                        && fields.get(SESSION).equals(marker.substring(0, colon));
            }
        }
        return false;
    }

    private static List<String> environment(Path process) {
        return List.of(text(process.resolve("environ")).split("\0"));
    }

    /** Returns the fields of a process behind the name of its program. */
    private static List<String> fields(Path process) {
        String stat = text(process.resolve("stat"));
        int end = stat.lastIndexOf(") ");
        return end < 0 ? List.of() : Arrays.asList(stat.substring(end + 2).split(" "));
    }

    /** Returns a file's text; empty if the process is gone, or that of another user. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
