package dev.carillon.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads back what a {@link Template.Builder} wrote, from left to right. Not thread-safe.
 *
 * <p>Reading past the end throws {@link java.nio.BufferUnderflowException}.
 */
public final class BytesReader {
    static final long MICROS_PER_SECOND = 1_000_000;
    static final int NANOS_PER_MICRO = 1_000;

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

    /** Reads a time written by {@link Template.Builder#micros}. */
    public Instant micros() {
        long micros = buffer.getLong();
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /** Reads a time written by {@link Template.Builder#millis(Instant)}. */
    public Instant millis() {
        return Instant.ofEpochMilli(buffer.getLong());
    }

    /** Reads a duration written by {@link Template.Builder#millis(Duration)}. */
    public Duration duration() {
        return Duration.ofMillis(buffer.getLong());
    }

    /** Reads values written by {@link Template.Builder#list}, each with {@code read}. */
    public <T> List<T> list(Function<BytesReader, T> read) {
        var values = new ArrayList<T>();
        for (int left = buffer.getInt(); left > 0; left--) {
            values.add(read.apply(this));
        }
        return values;
    }

    /** Reads texts written by {@link Template.Builder#texts}. */
    public List<String> texts() {
        return list(BytesReader::text);
    }

    /**
     * Reads a map written by {@link Template.Builder#map}, in the order in which it was written.
     */
    public Map<String, String> map() {
        var map = new LinkedHashMap<String, String>();
        for (int left = buffer.getInt(); left > 0; left--) {
            map.put(text(), text());
        }
        return map;
    }

    /** Reads this number of bytes. */
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    /** Reads all remaining bytes. */
    public byte[] rest() {
        return bytes(buffer.remaining());
    }

    /** Returns the number of remaining bytes. */
    public int remaining() {
        return buffer.remaining();
    }
}
