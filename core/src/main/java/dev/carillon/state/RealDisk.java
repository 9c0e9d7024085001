package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The disk of this machine: {@code fdatasync} for files, {@code fsync} for directories. Only the
 * owner has access to what is created: files have mode 600, directories 700.
 */
public final class RealDisk implements Disk {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** The operating system's messages for a full disk or quota. */
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded");

    /** The operating system's messages if nothing can be opened or changed now. */
    private static final List<String> UNAVAILABLE =
            List.of(
                    "Too many open files",
                    "Read-only file system",
                    "AccessDeniedException",
                    "Permission denied",
                    "Operation not permitted");

    /** Asks {@code statvfs}, which takes microseconds on a local disk. */
    @Override
    public Space space(Path path) {
        var file = path.toFile();
        var space = new Space(file.getUsableSpace(), file.getTotalSpace());
        if (space.total() == 0) {
            String message = "cannot find out how much room there is at " + path;
            throw new UncheckedIOException(message, new IOException(message));
        }
        return space;
    }

    @Override
    public Writing create(Path file) {
        return attempt(
                "create",
                file,
                () ->
                        new ChannelWriting(
                                file,
                                FileChannel.open(
                                        file,
                                        Set.of(
                                                StandardOpenOption.CREATE_NEW,
                                                StandardOpenOption.WRITE),
                                        ownersOnly("rw-------"))));
    }

    /** Returns the mode for new files, if the file system has modes. */
    private static FileAttribute<?>[] ownersOnly(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public Reading open(Path file) {
        return attempt(
                "open",
                file,
                () -> new ChannelReading(file, FileChannel.open(file, StandardOpenOption.READ)));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public void rename(Path from, Path to) {
        attempt("rename", from, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public boolean delete(Path path) {
        return attempt("delete", path, () -> Files.deleteIfExists(path));
    }

    @Override
    public void createDirectories(Path directory) {
        var missing = new ArrayDeque<Path>();
        Path above = directory.toAbsolutePath().normalize();
        while (above != null && !Files.isDirectory(above)) {
            missing.push(above);
            above = above.getParent();
        }
        for (Path next : missing) {
            attempt("create directory", next, () -> createDirectory(next));
            Path parent = next.getParent();
            if (parent != null) {
                forceDirectory(parent);
            }
        }
    }

    /** Creates a directory, unless another thread or process is faster. */
    private static Path createDirectory(Path directory) throws IOException {
        try {
            return Files.createDirectory(directory, ownersOnly("rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(directory)) {
                return directory;
            }
            throw e;
        }
    }

    @Override
    public void forceDirectory(Path directory) {
        attempt(
                "force directory",
                directory,
                () -> {
                    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                        channel.force(true);
                    }
                    return directory;
                });
    }

    @Override
    public List<Entry> list(Path directory) {
        return attempt("list", directory, () -> entries(directory));
    }

    private static List<Entry> entries(Path directory) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var names = Files.newDirectoryStream(directory)) {
            for (Path path : names) {
                entry(path).ifPresent(entries::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        entries.sort((a, b) -> a.path().compareTo(b.path()));
        return List.copyOf(entries);
    }

    /** Returns an entry; empty if the file was removed meanwhile. */
    private static Optional<Entry> entry(Path path) throws IOException {
        try {
            var facts = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    new Entry(
                            path,
                            facts.isDirectory(),
                            facts.size(),
                            facts.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T attempt(String what, Path path, Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            String message = "cannot " + what + " " + path + ": " + e;
            throw refusal(message, e);
        }
    }

    /** Returns the exception that reports a failed call. */
    static UncheckedIOException refusal(String message, IOException why) {
        // The reason only: the path may contain any text.
        String reason =
                why instanceof FileSystemException named && named.getReason() != null
                        ? named.getReason()
                        : why.getClass().getSimpleName() + ": " + why.getMessage();
        if (FULL.stream().anyMatch(reason::contains)) {
            return new DiskFullException(message, why);
        }
        return UNAVAILABLE.stream().anyMatch(reason::contains)
                ? new DiskUnavailableException(message, why)
                : new UncheckedIOException(message, why);
    }

    private record ChannelWriting(Path file, FileChannel channel) implements Writing {
        @Override
        public void write(ByteBuffer bytes) {
            attempt(
                    "write",
                    file,
                    () -> {
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                        return bytes;
                    });
        }

        @Override
        public void force() {
            attempt(
                    "force",
                    file,
                    () -> {
                        channel.force(false);
                        return file;
                    });
        }

        @Override
        public long size() {
            return attempt("measure", file, channel::position);
        }

        @Override
        public void close() {
            shut(file, channel);
        }
    }

    private record ChannelReading(Path file, FileChannel channel) implements Reading {
        @Override
        public int read(ByteBuffer into, long position) {
            return attempt("read", file, () -> channel.read(into, position));
        }

        @Override
        public long size() {
            return attempt("measure", file, channel::size);
        }

        @Override
        public void close() {
            shut(file, channel);
        }
    }

    private static void shut(Path file, FileChannel channel) {
        attempt(
                "close",
                file,
                () -> {
                    channel.close();
                    return file;
                });
    }
}
