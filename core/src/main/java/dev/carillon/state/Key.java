package dev.carillon.state;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key of the store: bytes that compare as unsigned numbers. Immutable; the arrays handed in and
 * out are not copied, so nobody writes to them.
 */
public final class Key implements Comparable<Key> {
    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the bytes as they are. */
    public static Key of(byte[] bytes) {
        return new Key(bytes);
    }

    /** The bytes, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The first key after all those that begin with this one: the end of a scan over a prefix.
     *
     * @throws IllegalStateException for a key of nothing but 0xFF, which nothing comes after
     */
    public Key afterPrefix() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == (byte) 0xFF) {
            end--;
        }
        if (end == 0) {
            throw new IllegalStateException("nothing comes after the prefix " + this);
        }
        byte[] next = Arrays.copyOf(bytes, end);
        next[end - 1]++;
        return new Key(next);
    }

    /** The first key after this one. */
    public Key successor() {
        return new Key(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** Whether this key begins with {@code prefix}. */
    public boolean startsWith(Key prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(
                        bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes in hex, for messages. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
