package dev.carillon.state;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key of the store: bytes that compare as unsigned numbers. Immutable; the arrays passed in and
 * out are not copied, and must not be modified.
 */
public final class Key implements Comparable<Key> {
    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Creates a key from the bytes, without copying them. */
    public static Key of(byte[] bytes) {
        return new Key(bytes);
    }

    /** Returns the bytes, without copying them. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns the first key after all those that begin with this one: the end of a scan over a
     * prefix.
     *
     * @throws IllegalStateException if the key consists of 0xFF bytes only, because no key comes
     *     after it
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

    /** Returns the first key after this one. */
    public Key successor() {
        return new Key(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** Returns whether this key begins with {@code prefix}. */
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

    /** Returns the bytes in hex, for messages. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
