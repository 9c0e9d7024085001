package dev.carillon.script;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The script of a receiver and how it is run.
 *
 * @param file the script; it is run directly, without a shell
 * @param workers the highest number of runs at once, or of long-lived workers; at least 1
 * @param passedEnvironment the names of variables of this process that the script gets, beside
 *     PATH, HOME, LANG and TMPDIR
 * @param rejectUnsafeKeys whether events become dead letters whose key begins with a hyphen or a
 *     slash, has a segment {@code ..}, or contains control characters
 * @param verbose whether what the script prints is logged
 * @param folder of the receiver: what an earlier receiver of it has left running is ended before
 *     anything is run; empty = it has none that outlives it
 * @param once the records by which no event is run again whose run was interrupted; empty = it is
 */
public record ScriptSettings(
        Path file,
        int workers,
        Set<String> passedEnvironment,
        boolean rejectUnsafeKeys,
        boolean verbose,
        Optional<Path> folder,
        Optional<OnceRecords> once) {
    /**
     * Checks the settings; the file becomes absolute.
     *
     * @throws IllegalArgumentException if there is no worker
     */
    public ScriptSettings {
        file = file.toAbsolutePath();
        passedEnvironment = Set.copyOf(passedEnvironment);
        if (workers < 1) {
            throw new IllegalArgumentException("a script needs 1 worker at least");
        }
    }

    /** Returns the same settings with records of runs. */
    public ScriptSettings with(OnceRecords records) {
        return new ScriptSettings(
                file,
                workers,
                passedEnvironment,
                rejectUnsafeKeys,
                verbose,
                folder,
                Optional.of(records));
    }

    /** Returns the settings for a script with this number of workers, and nothing special. */
    public static ScriptSettings of(Path file, int workers) {
        return new ScriptSettings(
                file, workers, Set.of(), false, false, Optional.empty(), Optional.empty());
    }
}
