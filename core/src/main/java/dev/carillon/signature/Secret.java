package dev.carillon.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key, password or token that must never be shown: {@link #toString} is {@code ***}, and equality
 * takes the same time wherever two secrets differ.
 */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a secret needs at least one character");
        }
        this.bytes = bytes;
    }

    /**
     * A secret of text, kept as UTF-8.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A secret of bytes, copied. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** The bytes themselves, copied: for computing and storing only. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** The text itself: for storing, and for showing a key once to whom it is made for. */
    public String revealText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether somebody presented the same text, in constant time. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(bytes, presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
