package dev.carillon.event;

import java.util.Arrays;
import java.util.Objects;

/**
 * A part of a byte array.
 *
 * @param array not copied, so it must not be modified
 * @param offset of the first byte
 * @param length the number of bytes
 */
public record ByteSlice(byte[] array, int offset, int length) {
    /**
     * Checks that the part lies in the array.
     *
     * @throws IndexOutOfBoundsException if it does not
     */
    public ByteSlice {
        Objects.checkFromIndexSize(offset, length, array.length);
    }

    /** Returns a slice that is the whole array. */
    public static ByteSlice of(byte[] array) {
        return new ByteSlice(array, 0, array.length);
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteSlice slice
                && Arrays.equals(
                        array,
                        offset,
                        offset + length,
                        slice.array,
                        slice.offset,
                        slice.offset + slice.length);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return length + " bytes";
    }
}
