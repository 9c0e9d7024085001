package dev.carillon.server;

import dev.carillon.secrets.OwnerFile;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the root key pair that a server generated: the file {@code root-key} of the data directory,
 * readable by its owner only. It has three lines: access key, secret key, and {@code sha256} with
 * the first half of their SHA-256, so that a damaged file is not taken for another pair.
 */
public final class RootKeyFile {
    private static final String NAME = "root-key";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_CHARS = 20;
    private static final int SECRET_BYTES = 30;

    private static final int SUM_BYTES = 16;

    /** The whole file: two lines, and from data format 3 on a third. */
    private static final Pattern WHOLE =
            Pattern.compile("([A-Z2-7]{20})\n([A-Za-z0-9_-]{40})\n(?:sha256 ([0-9a-f]{32})\n)?");

    private static final int ID = 1;
    private static final int SECRET = 2;
    private static final int SUM = 3;

    private RootKeyFile() {}

    /**
     * A pair as stored in the file.
     *
     * @param summed whether it has a checksum: the files of data format 2 have none
     */
    private record Kept(AccessKey key, boolean summed) {}

    /**
     * The pair of a data directory.
     *
     * @param made whether it was generated just now, so that nobody has seen it
     */
    record Found(AccessKey key, boolean made) {}

    /**
     * Reads the pair of a server on this machine; empty if the file is missing or not readable.
     *
     * @throws ConfigException if the file is damaged
     */
    public static Optional<AccessKey> find(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file).key());
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Reads the pair, or generates one; it is on disk when this returns.
     *
     * @throws ConfigException if the file cannot be read or written, or is damaged
     */
    static Found readOrMake(Path directory, SecureRandom random) {
        Path file = directory.resolve(NAME);
        try {
            if (Files.exists(file)) {
                Kept kept = read(file);
                if (!kept.summed()) {
                    write(file, kept.key());
                }
                return new Found(kept.key(), false);
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

    private static Kept read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher it = WHOLE.matcher(text);
        if (!it.matches()) {
            throw damaged(file, "it is not as the server wrote it");
        }
        String sum = it.group(SUM);
        if (sum != null && !sum.equals(sum(it.group(ID), it.group(SECRET)))) {
            throw damaged(file, "its checksum is wrong");
        }
        return new Kept(
                new AccessKey(it.group(ID), Secret.of(it.group(SECRET)), ServerConfig.ROOT),
                sum != null);
    }

    private static ConfigException damaged(Path file, String why) {
        return new ConfigException(
                "the key file "
                        + file
                        + " is damaged ("
                        + why
                        + "): restore it from a backup, or start with the pair that the clients"
                        + " have in CARILLON_ACCESS_KEY and CARILLON_SECRET_KEY; if the pair is"
                        + " lost, remove the file and a new pair is made");
    }

    private static String sum(String id, String secret) {
        byte[] pair = (id + "\n" + secret + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().formatHex(sha256(pair), 0, SUM_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
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

    private static String text(AccessKey key) {
        String secret = key.secret().revealText();
        return key.id() + "\n" + secret + "\nsha256 " + sum(key.id(), secret) + "\n";
    }

    private static void write(Path file, AccessKey key) throws IOException {
        OwnerFile.write(file, text(key).getBytes(StandardCharsets.UTF_8));
    }
}
