package dev.carillon.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads back what a {@link Template.Builder} wrote, from left to right. Not thread-safe.
 *
 * <p>Reading past the end throws {@link java.nio.BufferUnderflowException}.
 */
public final class BytesReader {
    private final ByteBuffer buffer;

    /** Starts at the first byte. */
    public BytesReader(byte[] bytes) {
        this.buffer = ByteBuffer.wrap(bytes);
    }

    /** Reads one byte, 0 to 255. */
    public int u8() {
        return buffer.get() & 0xFF;
    }

    /** Reads four bytes, big-endian. */
    public int i32() {
        return buffer.getInt();
    }

    /** Reads eight bytes, big-endian. */
    public long i64() {
        return buffer.getLong();
    }

    /** Reads UTF-8 preceded by its length. */
    public String text() {
        byte[] utf8 = new byte[buffer.getInt()];
        buffer.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Reads text written by {@link Template.Builder#sortedText}. */
    public String sortedText() {
        var utf8 = new ByteArrayOutputStream();
        while (true) {
            byte b = buffer.get();
            if (b == 0 && buffer.get() == 1) {
                return utf8.toString(StandardCharsets.UTF_8);
            }
            utf8.write(b);
        }
    }

    /** Reads all remaining bytes. */
    public byte[] rest() {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }

    /** Returns the number of remaining bytes. */
    public int remaining() {
        return buffer.remaining();
    }
}
