package dev.carillon.receive;

import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The folder of a receiver: its store, its lock, and the address of its admin port while it runs. A
 * receiver has it to itself until it closes it. Only its owner can access what is in it.
 */
public final class ReceiverFolder implements AutoCloseable {
    private static final String EVENTS = "events";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;
    private final boolean temporary;

    private ReceiverFolder(Path path, FileChannel lock, boolean temporary) {
        this.path = path;
        this.lock = lock;
        this.temporary = temporary;
    }

    /**
     * Takes a folder, which is created if it does not exist.
     *
     * @throws ReceiverException if it cannot be used, a receiver or another command has it, or it
     *     is the data folder of a server
     */
    public static ReceiverFolder take(Path path) {
        return free(path)
                .orElseThrow(() ->
                        new ReceiverException(
                                "a receiver or another command uses %s: end it first, or name another folder with --data"
                                        .formatted(path)));
    }

    /**
     * Takes a folder if no receiver and no other command has it. An access to an admin port that a
     * killed receiver left there is removed.
     *
     * @throws ReceiverException if it cannot be used, or it is the data folder of a server
     */
    public static Optional<ReceiverFolder> free(Path path) {
        if (RocksState.isIn(path)) {
            throw new ReceiverException(
                    "%s is the data folder of a server: a receiver needs a folder of its own"
                            .formatted(path));
        }
        try {
            new RealDisk().createDirectories(path.toAbsolutePath());
            Optional<FileChannel> lock = locked(path);
            if (lock.isPresent()) {
                removeAccess(path, lock.get());
            }
            return lock.map(held -> new ReceiverFolder(path, held, false));
        } catch (IOException | UncheckedIOException e) {
            throw unusable(path, e);
        }
    }

    /**
     * Creates a folder that is removed when it is closed, in the folder for temporary files.
     *
     * @throws ReceiverException if it cannot be created
     */
    public static ReceiverFolder temporary() {
        try {
            Path path = Files.createTempDirectory("carillon-receive-");
            FileChannel lock = locked(path).orElseThrow();
            return new ReceiverFolder(path, lock, true);
        } catch (IOException e) {
            throw new ReceiverException(
                    "cannot create a temporary folder (" + e + "): name a folder with --data", e);
        }
    }

    /** Returns whether a receiver has ever used this folder. */
    public static boolean isOne(Path path) {
        return RocksState.isIn(path.resolve(EVENTS));
    }

    /** Returns the folder. */
    public Path path() {
        return path;
    }

    /** Returns whether it is removed when it is closed. */
    public boolean isTemporary() {
        return temporary;
    }

    /** Returns the folder of the store. */
    public Path events() {
        return events(path);
    }

    /** Returns the folder of the store in a receiver's folder. */
    public static Path events(Path path) {
        return path.resolve(EVENTS);
    }

    /** Gives the folder free for another receiver; a temporary one is removed. */
    @Override
    public void close() {
        try {
            if (temporary) {
                remove(path);
            }
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give up " + path, e);
        }
    }

    private static Optional<FileChannel> locked(Path path) throws IOException {
        var channel =
                FileChannel.open(
                        path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException _) {
            // this process has it
        }
        channel.close();
        return Optional.empty();
    }

    private static void removeAccess(Path path, FileChannel lock) throws IOException {
        try {
            ReceiverAccess.remove(path);
        } catch (UncheckedIOException e) {
            lock.close();
            throw e;
        }
    }

    private static ReceiverException unusable(Path path, Exception e) {
        return new ReceiverException(
                "cannot keep events in %s (%s): name a folder that this user may write to with --data"
                        .formatted(path, e.getMessage()),
                e);
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException e)
                            throws IOException {
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
