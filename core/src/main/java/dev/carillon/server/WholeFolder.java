package dev.carillon.server;

import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Disk;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;
import dev.carillon.store.Store;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens the content of a data directory, unless only half of it is there: then nothing in it is
 * changed, so that the other half can be put back.
 */
final class WholeFolder {
    /** The folder of large objects. */
    static final String OBJECTS = "objects";

    private WholeFolder() {}

    /** Returns whether a server stored data in a directory, even if only part of it is left. */
    static boolean isIn(Path directory) {
        return RocksState.isIn(directory) || Files.isDirectory(directory.resolve(OBJECTS));
    }

    /**
     * Opens the state; the caller closes it.
     *
     * @param settings the memory that it may use
     * @param accepted the loss of data that is accepted
     * @throws CannotOpenStateException if more is missing; the message says what, and what to do
     */
    static RocksState open(Path directory, RocksSettings settings, AcceptedLoss accepted) {
        var disk = new RealDisk();
        Path objects = directory.resolve(OBJECTS);
        if (!RocksState.isIn(directory) && holdsFiles(disk, objects)) {
            throw new CannotOpenStateException(
                    directory
                            + " is only half there: "
                            + objects
                            + " holds large objects, but the database beside it (db/) is missing:"
                            + " put db/ back, or restore the whole folder from a backup, or name"
                            + " another folder");
        }
        var state = RocksState.open(directory, settings, accepted);
        if (!disk.exists(objects) && accepted.after().isEmpty() && Store.namesFiles(state)) {
            state.close();
            throw new CannotOpenStateException(
                    directory
                            + " is only half there: there are large objects, but "
                            + objects
                            + " is missing: put it back, or restore the whole folder from a backup."
                            + " To go on without the large objects, make that folder, empty");
        }
        return state;
    }

    private static boolean holdsFiles(Disk disk, Path objects) {
        return disk.list(objects).stream()
                .anyMatch(entry -> !entry.directory() || !disk.list(entry.path()).isEmpty());
    }
}
