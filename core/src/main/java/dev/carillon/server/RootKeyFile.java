package dev.carillon.server;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the root key pair that a server made for itself: the file {@code root-key} of the data
 * directory, two lines, readable by its owner only.
 */
public final class RootKeyFile {
    private static final String NAME = "root-key";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_CHARS = 20;
    private static final int SECRET_BYTES = 30;

    private RootKeyFile() {}

    /**
     * The pair of a data directory.
     *
     * @param key the pair
     * @param made whether it was made just now, and nobody has seen it
     */
    record Found(AccessKey key, boolean made) {}

    /**
     * Reads the pair of a server on this machine; empty when it is not there, or not for us to
     * read.
     *
     * @throws ConfigException when the file is damaged
     */
    public static Optional<AccessKey> find(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Reads the pair, or makes one; it is on disk when this returns.
     *
     * @throws ConfigException when the file cannot be read or written, or is damaged
     */
    static Found readOrMake(Path directory, SecureRandom random) {
        Path file = directory.resolve(NAME);
        try {
            if (Files.exists(file)) {
                return new Found(read(file), false);
            }
            AccessKey key = make(random);
            write(file, key);
            return new Found(key, true);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static ConfigException unusable(Path file, IOException e) {
        return new ConfigException(
                "the key file " + file + " cannot be used: " + e.getMessage(), e);
    }

    private static AccessKey read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() < 2 || lines.get(0).isBlank() || lines.get(1).isBlank()) {
            throw new ConfigException(
                    "the key file "
                            + file
                            + " is damaged: it has an access key and a secret key, a line each;"
                            + " remove it and a new pair is made");
        }
        return new AccessKey(
                lines.get(0).strip(), Secret.of(lines.get(1).strip()), ServerConfig.ROOT);
    }

    private static AccessKey make(SecureRandom random) {
        var id = new StringBuilder(ID_CHARS);
        for (int place = 0; place < ID_CHARS; place++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new AccessKey(
                id.toString(),
                Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(secret)),
                ServerConfig.ROOT);
    }

    private static void write(Path file, AccessKey key) throws IOException {
        Path draft = file.resolveSibling("root-key.new");
        Files.deleteIfExists(draft);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        byte[] bytes =
                (key.id() + "\n" + key.secret().revealText() + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        Set<StandardOpenOption> fresh =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(draft, fresh, ownerOnly)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }
}
