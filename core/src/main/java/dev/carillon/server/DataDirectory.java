package dev.carillon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Holds a data directory for one server: creates it if it does not exist, and locks it until
 * closed. The lock is the operating system's, so a killed server leaves none behind. Only its owner
 * can access it.
 */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates and locks the directory.
     *
     * @throws ConfigException if it cannot be created, read or written, or another server holds it
     */
    static DataDirectory open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        make(folder);
        try {
            OwnerOnly.tighten(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            OwnerOnly.file(folder));
            if (!locked(channel)) {
                channel.close();
                throw new ConfigException(
                        "the data directory "
                                + folder
                                + " is in use by another server: stop that one, or name another"
                                + " directory with --data");
            }
            return new DataDirectory(folder, channel);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static void make(Path folder) {
        try {
            Path above = folder.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, OwnerOnly.directory(folder));
            }
        } catch (FileAlreadyExistsException e) {
            throw new ConfigException(
                    "the data directory " + folder + " is a file: name a directory with --data", e);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        if (!Files.isReadable(folder) || !Files.isWritable(folder)) {
            throw new ConfigException(
                    "the data directory "
                            + folder
                            + " cannot be read and written by "
                            + System.getProperty("user.name")
                            + ": change its owner or mode, or name another with --data");
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static ConfigException unusable(Path folder, IOException e) {
        return new ConfigException(
                "the data directory "
                        + folder
                        + " cannot be used ("
                        + e.getClass().getSimpleName()
                        + ": "
                        + e.getMessage()
                        + "): name another with --data",
                e);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("releasing the data directory " + path, e);
        }
    }
}
