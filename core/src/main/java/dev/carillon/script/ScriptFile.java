package dev.carillon.script;

import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The file of a script: says why it cannot be run, in the log once for each new reason.
 * Thread-safe.
 */
public final class ScriptFile {
    private static final Logger LOG = LoggerFactory.getLogger("carillon.script");

    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;

    private final Path file;
    private final AtomicReference<String> said = new AtomicReference<>("");

    /** Creates the script of a file. */
    ScriptFile(Path file) {
        this.file = file;
    }

    /** Returns why a file cannot be run, and what to do; empty if it seems that it can. */
    public static Optional<String> objection(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("the script " + file + " does not exist");
        }
        if (Files.isDirectory(file)) {
            return Optional.of("the script " + file + " is a folder: name a file");
        }
        return Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of("the script " + file + " is not executable: chmod +x it");
    }

    /** Notes that it could be started. */
    void started() {
        if (!said.get().isEmpty()) {
            said.set("");
        }
    }

    /** Returns the result of an attempt for which it could not be started. */
    Refused notStarted(SystemCallException failure) {
        if (failure.number() == E2BIG) {
            return Refused.stated(
                    "the event's names are too long to be arguments of a program", Scope.MESSAGE);
        }
        String why = why(failure);
        if (!why.equals(said.getAndSet(why))) {
            LOG.error("{}; events are retried, and become dead letters if that lasts", why);
        }
        return Refused.stated(why, Scope.ENDPOINT);
    }

    private String why(SystemCallException failure) {
        return switch (failure.number()) {
            case ENOENT ->
                    objection(file)
                            .orElse(
                                    "the script %s names an interpreter that does not exist: correct its first line"
                                            .formatted(file));
            case ENOEXEC ->
                    "the script %s has no interpreter: begin it with a line such as #!/bin/sh"
                            .formatted(file);
            case EACCES ->
                    objection(file)
                            .orElse(
                                    "the script %s or its interpreter is not executable"
                                            .formatted(file));
            default -> "the script " + file + " cannot be started: " + failure.getMessage();
        };
    }
}
