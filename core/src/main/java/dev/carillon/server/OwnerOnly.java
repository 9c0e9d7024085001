package dev.carillon.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Restricts a data directory to its owner: directories have mode 700, files 600. Has no effect on
 * file systems without such modes.
 */
final class OwnerOnly {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    /** The files and folders that a server creates in its data directory. */
    private static final Set<String> OURS =
            Set.of(
                    "db",
                    "objects",
                    "format",
                    "log-end",
                    "root-key",
                    "secrets-key",
                    "lock",
                    "reserve");

    private OwnerOnly() {}

    /** Returns the mode for a directory to be created; empty if the file system has no modes. */
    static FileAttribute<?>[] directory(Path place) {
        return mode(place, "rwx------");
    }

    /**
     * Returns the mode for a file to be created in a directory; empty if the file system has no
     * modes.
     */
    static FileAttribute<?>[] file(Path directory) {
        return mode(directory, "rw-------");
    }

    private static FileAttribute<?>[] mode(Path place, String permissions) {
        return hasModes(place)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Closes a data directory, with everything in it, to other users if it is open to them, and
     * logs that. A directory that others cannot enter protects its content, so the content is
     * checked only if the directory was open. If the directory holds other files too, its own mode
     * is left unchanged, and only the server's files and folders are closed.
     */
    static void tighten(Path directory) throws IOException {
        if (!hasModes(directory)) {
            return;
        }
        var modes = Files.getPosixFilePermissions(directory);
        if (Collections.disjoint(modes, OTHERS)) {
            return;
        }
        String before = PosixFilePermissions.toString(modes);
        try {
            List<Path> inside = inside(directory);
            boolean shared = !inside.stream().allMatch(OwnerOnly::isOurs);
            if (!shared) {
                tightened(directory);
            }
            var closed = new Tightening();
            for (Path one : inside) {
                if (isOurs(one) && !isKey(one)) {
                    Files.walkFileTree(one, closed);
                }
            }
            report(directory, before, shared, closed.count);
        } catch (IOException e) {
            LOG.warn(
                    "{} is open to others ({}) and cannot be closed to them ({}): give it to this"
                            + " user, or change its mode to 700",
                    directory,
                    before,
                    e.toString());
        }
    }

    private static void report(Path directory, String before, boolean shared, long count) {
        if (shared) {
            LOG.warn(
                    "{} is open to others ({}) and holds other files than a server's, so its mode"
                            + " is left: give the server a folder of its own. {} files and folders"
                            + " of the server in it were closed to others",
                    directory,
                    before,
                    count);
        } else {
            LOG.warn(
                    "{} was open to others ({}): it is for its owner only now (700), and so are {}"
                            + " files and folders in it",
                    directory,
                    before,
                    count);
        }
    }

    private static List<Path> inside(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private static boolean isOurs(Path path) {
        return OURS.contains(path.getFileName().toString().replaceAll("\\.new$", ""));
    }

    /**
     * Returns whether a file holds keys. It is left as it is: if others could read it, the start is
     * refused, because the owner must know that.
     */
    private static boolean isKey(Path path) {
        return path.getFileName().toString().equals("secrets-key");
    }

    private static boolean hasModes(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Removes the permissions of other users.
     *
     * @return whether there were any
     */
    private static boolean tightened(Path path) throws IOException {
        var modes = EnumSet.noneOf(PosixFilePermission.class);
        modes.addAll(Files.getPosixFilePermissions(path));
        if (!modes.removeAll(OTHERS)) {
            return false;
        }
        Files.setPosixFilePermissions(path, modes);
        return true;
    }

    private static final class Tightening extends SimpleFileVisitor<Path> {
        private long count;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts)
                throws IOException {
            count += tightened(folder) ? 1 : 0;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
            count += facts.isRegularFile() && tightened(file) ? 1 : 0;
            return FileVisitResult.CONTINUE;
        }
    }
}
