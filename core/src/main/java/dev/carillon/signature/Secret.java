package dev.carillon.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key, password or token that must never be shown: {@link #toString} is {@code ***}, and
 * comparison takes the same time wherever two secrets differ.
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
     * Returns a secret of text, stored as UTF-8.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a secret of bytes, which are copied. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Returns a copy of the bytes: for computing and storing only. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** Returns the text: for storing, and for showing a new key once to its owner. */
    public String revealText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns whether the presented text is this secret, in constant time. */
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
