package dev.carillon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of an embedded server.
 *
 * @param temporary whether the folder with its content is removed at the end
 */
record DataFolder(Path path, boolean temporary) implements AutoCloseable {
    /** Takes the named folder, or creates a temporary one, readable by its owner only. */
    static DataFolder of(Optional<Path> named) {
        return named.map(path -> new DataFolder(path, false)).orElseGet(DataFolder::makeTemporary);
    }

    private static DataFolder makeTemporary() {
        try {
            return new DataFolder(Files.createTempDirectory("carillon-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    /** Removes a temporary folder, unless it is gone already. */
    @Override
    public void close() {
        if (!temporary || Files.notExists(path)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (UncheckedIOException e) {
            throw unremovable(new IOException(e));
        } catch (IOException e) {
            throw unremovable(e);
        }
    }

    private UncheckedIOException unremovable(IOException failure) {
        return new UncheckedIOException(
                "cannot remove the temporary folder " + path + ": remove it by hand", failure);
    }
}
