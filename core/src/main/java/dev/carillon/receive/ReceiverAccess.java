package dev.carillon.receive;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The access to the private admin port of a receiver: the file {@code admin} in its folder, which
 * only its owner can read, has the URL and the key pair while the receiver runs.
 *
 * @param url of the port, on loopback
 * @param key with which calls are signed
 */
public record ReceiverAccess(String url, AccessKey key) {
    private static final String FILE = "admin";
    private static final String OWNER = "receiver";
    private static final int ID_BYTES = 10;
    private static final int SECRET_BYTES = 32;
    private static final int LINES = 3;

    /** Draws a key pair. */
    static AccessKey newKey(SecureRandom random) {
        return new AccessKey(hex(random, ID_BYTES), Secret.of(hex(random, SECRET_BYTES)), OWNER);
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Reads the access to the receiver that has a folder; empty if there is no such file. */
    static Optional<ReceiverAccess> read(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(FILE));
            return lines.size() < LINES
                    ? Optional.empty()
                    : Optional.of(
                            new ReceiverAccess(
                                    lines.get(0),
                                    new AccessKey(lines.get(1), Secret.of(lines.get(2)), OWNER)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.resolve(FILE), e);
        }
    }

    /** Writes the file, in place of an older one. */
    void write(Path folder) {
        Path draft = folder.resolve(FILE + ".new");
        String text = url + "\n" + key.id() + "\n" + key.secret().revealText() + "\n";
        try {
            Files.deleteIfExists(draft);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        draft,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
            Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + draft, e);
        }
    }

    /** Removes the file. */
    static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder.resolve(FILE), e);
        }
    }

    /** Returns the URL only. */
    @Override
    public String toString() {
        return url;
    }
}
