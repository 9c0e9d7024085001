package dev.carillon.state;

import java.util.Arrays;

/**
 * Writes a group in RocksDB's own batch format, so that one native call writes the whole group,
 * instead of one call a key. This is also the format of its write-ahead log, so it is stable: 8
 * bytes sequence number and 4 bytes count, little-endian, then each operation as a tag and its
 * parts, each preceded by its length as a varint. Not thread-safe.
 */
final class BatchBytes implements CommitGroup.Writes {
    private static final int HEADER_BYTES = 12;
    private static final int COUNT_OFFSET = 8;
    private static final byte DELETE = 0x0;
    private static final byte PUT = 0x1;
    private static final byte DELETE_RANGE = 0xF;
    private static final int MAX_VARINT_BYTES = 5;

    /**
     * The size of the array that is kept between groups; a larger one is dropped after its group.
     */
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] bytes = new byte[KEPT_BYTES];
    private int length;
    private int count;

    /** Starts an empty batch. */
    void clear() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
        Arrays.fill(bytes, 0, HEADER_BYTES, (byte) 0);
        length = HEADER_BYTES;
        count = 0;
    }

    /** Returns the batch as written so far. */
    byte[] array() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_OFFSET + i] = (byte) (count >>> (Byte.SIZE * i));
        }
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        begin(PUT, key.bytes().length + value.length);
        part(key.bytes());
        varint(Long.BYTES + value.length);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (stamp >>> shift);
        }
        append(value);
    }

    @Override
    public void delete(Key key) {
        begin(DELETE, key.bytes().length);
        part(key.bytes());
    }

    @Override
    public void deleteRange(Key from, Key to) {
        begin(DELETE_RANGE, from.bytes().length + to.bytes().length);
        part(from.bytes());
        part(to.bytes());
    }

    /** Begins an operation and makes room for its tag, two lengths, a stamp and the content. */
    private void begin(byte tag, int content) {
        int needed = length + 1 + 2 * MAX_VARINT_BYTES + Long.BYTES + content;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        bytes[length++] = tag;
        count++;
    }

    private void part(byte[] part) {
        varint(part.length);
        append(part);
    }

    private void append(byte[] part) {
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void varint(int value) {
        int rest = value;
        while (rest >= 0x80) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }
}
