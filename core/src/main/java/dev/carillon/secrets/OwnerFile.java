package dev.carillon.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Writes small files that only their owner can access. */
public final class OwnerFile {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private OwnerFile() {}

    /**
     * Writes a file with mode 600, in place of an earlier one. It is on disk when this returns, and
     * a process that dies meanwhile leaves the earlier one as it was. So does a failure, which also
     * leaves nothing beside it.
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try {
            writeDraft(draft, bytes);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(draft, e);
            throw e;
        }
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }

    private static void remove(Path draft, IOException failure) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void writeDraft(Path draft, byte[] bytes) throws IOException {
        Set<StandardOpenOption> fresh =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(draft, fresh, ownerOnly(draft))) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /**
     * Returns whether other users than the owner may do anything with a file. Always false on file
     * systems without such modes.
     */
    static boolean isOpenToOthers(Path file) throws IOException {
        return hasModes(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file));
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return hasModes(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
