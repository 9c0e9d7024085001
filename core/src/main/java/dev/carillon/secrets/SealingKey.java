package dev.carillon.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of AES-256 that seals secrets. Its text is the base64 of its 32 bytes, in either alphabet;
 * its id is the beginning of a hash of them, and no secret. Immutable.
 */
public final class SealingKey {
    static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;
    private static final byte[] DOMAIN =
            "carillon secrets key\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final byte[] id;
    private final SecretKey aes;

    private SealingKey(byte[] bytes) {
        this.bytes = bytes;
        this.id = Arrays.copyOf(sha256(DOMAIN, bytes), ID_BYTES);
        this.aes = new SecretKeySpec(bytes, "AES");
    }

    /** Draws a new key. */
    public static SealingKey draw(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new SealingKey(bytes);
    }

    /** Reads the text of a key; empty if it is not the base64 of 32 bytes. */
    static Optional<SealingKey> parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
            return Optional.of(bytes).filter(some -> some.length == KEY_BYTES).map(SealingKey::new);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns the id as 16 hex digits: for messages. */
    public String id() {
        return HexFormat.of().formatHex(id);
    }

    byte[] idBytes() {
        return id.clone();
    }

    /** Returns whether this key sealed these bytes, by the id in them. */
    boolean sealed(byte[] sealed) {
        return sealed.length > ID_BYTES && Arrays.equals(sealed, 1, 1 + ID_BYTES, id, 0, ID_BYTES);
    }

    SecretKey aes() {
        return aes;
    }

    /** Returns the text from which it can be read again: for its file only. */
    String revealText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealingKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "key " + id();
    }
}
