package dev.carillon.listen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A running tunnel whose command line has the label of a listener.
 *
 * @param command the command line, beginning with the program
 */
record LabelledProcess(ProcessHandle process, List<String> command) {
    /** Returns those that run the program, as the calling user may see them. */
    static List<LabelledProcess> of(String program) {
        return ProcessHandle.allProcesses()
                .map(process -> new LabelledProcess(process, commandLine(process)))
                .filter(found -> found.runs(program) && found.label().isPresent())
                .toList();
    }

    /** Returns the label. */
    Optional<String> label() {
        return command.stream().filter(RuleLabel::is).findFirst();
    }

    /** Returns when it started, as far as this machine tells. */
    Optional<Instant> started() {
        return process.info().startInstant();
    }

    /** Returns whether this is the program: itself, or a script that an interpreter runs. */
    private boolean runs(String program) {
        return command.stream().limit(2).anyMatch(program::equals);
    }

    private static List<String> commandLine(ProcessHandle process) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return List.of(text.replaceAll("\0$", "").split("\0", -1));
        } catch (IOException _) {
            return process.info()
                    .commandLine()
                    .map(line -> List.of(line.split(" ", -1)))
                    .orElseGet(List::of);
        }
    }
}
