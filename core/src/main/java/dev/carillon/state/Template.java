package dev.carillon.state;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The bytes of a key or a value, with {@link Hole}s that the committer fills. A template without
 * holes is plain bytes.
 *
 * @param bytes the bytes, zero in the holes; not copied, and must not be modified
 * @param fills the holes, in order
 */
public record Template(byte[] bytes, List<Fill> fills) {
    /**
     * A hole and its position.
     *
     * @param offset of its first byte
     */
    public record Fill(int offset, Hole hole) {}

    public Template {
        fills = List.copyOf(fills);
        for (Fill fill : fills) {
            if (fill.offset < 0 || fill.offset > bytes.length - Long.BYTES) {
                throw new IllegalArgumentException("a hole outside of the bytes: " + fill);
            }
        }
    }

    /** Returns a template without holes. */
    public static Template of(byte[] bytes) {
        return new Template(bytes, List.of());
    }

    /** Starts a template, part by part. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template
                && Arrays.equals(bytes, template.bytes)
                && fills.equals(template.fills);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + fills.hashCode();
    }

    @Override
    public String toString() {
        return Key.of(bytes) + " " + fills;
    }

    /**
     * Writes bytes from left to right; numbers are big-endian. This is the one encoding of all keys
     * and values, and {@link BytesReader} reads it. Not thread-safe.
     */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 64;

        private byte[] bytes = new byte[FIRST_CAPACITY];
        private int length;
        private final List<Fill> fills = new ArrayList<>(2);

        private Builder() {}

        /** Appends one byte. */
        public Builder u8(int value) {
            room(1);
            bytes[length++] = (byte) value;
            return this;
        }

        /** Appends four bytes. */
        public Builder i32(int value) {
            room(Integer.BYTES);
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes[length++] = (byte) (value >>> shift);
            }
            return this;
        }

        /** Appends eight bytes. */
        public Builder i64(long value) {
            room(Long.BYTES);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes[length++] = (byte) (value >>> shift);
            }
            return this;
        }

        /** Appends the bytes unchanged, without their length. */
        public Builder bytes(byte[] value) {
            return bytes(value, 0, value.length);
        }

        /** Appends a part of the bytes unchanged, without its length. */
        public Builder bytes(byte[] value, int offset, int count) {
            room(count);
            System.arraycopy(value, offset, bytes, length, count);
            length += count;
            return this;
        }

        /**
         * Appends UTF-8, preceded by its length in four bytes: for values, not for keys that must
         * sort.
         */
        public Builder text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return i32(utf8.length).bytes(utf8);
        }

        /**
         * Appends UTF-8 that sorts as the text does and marks its end: a zero byte is written as 00
         * FF, the end as 00 01. For keys.
         */
        public Builder sortedText(String value) {
            for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
                u8(b);
                if (b == 0) {
                    u8(0xFF);
                }
            }
            return u8(0).u8(1);
        }

        /** Appends a time as eight bytes: whole microseconds since 1970, rounded down. */
        public Builder micros(Instant time) {
            long micros = Math.multiplyExact(time.getEpochSecond(), BytesReader.MICROS_PER_SECOND);
            return i64(Math.addExact(micros, time.getNano() / BytesReader.NANOS_PER_MICRO));
        }

        /** Appends a time as eight bytes: whole milliseconds since 1970, rounded down. */
        public Builder millis(Instant time) {
            return i64(time.toEpochMilli());
        }

        /** Appends a duration as eight bytes: whole milliseconds. */
        public Builder millis(Duration duration) {
            return i64(duration.toMillis());
        }

        /** Appends the number of values in four bytes, then each value as {@code write} does. */
        public <T> Builder list(Collection<T> values, BiConsumer<Builder, T> write) {
            i32(values.size());
            for (T value : values) {
                write.accept(this, value);
            }
            return this;
        }

        /** Appends the number of texts in four bytes, then each {@link #text}. */
        public Builder texts(List<String> texts) {
            return list(texts, Builder::text);
        }

        /** Appends the number of entries in four bytes, then each name and value, in map order. */
        public Builder map(Map<String, String> map) {
            i32(map.size());
            map.forEach((name, value) -> text(name).text(value));
            return this;
        }

        /** Appends eight bytes that the committer fills. */
        public Builder hole(Hole hole) {
            fills.add(new Fill(length, hole));
            return i64(0);
        }

        /** Returns the template as written so far. */
        public Template build() {
            return new Template(Arrays.copyOf(bytes, length), fills);
        }

        /**
         * Returns the bytes as a key.
         *
         * @throws IllegalStateException if a hole was added: only a template can have holes
         */
        public Key key() {
            return Key.of(array());
        }

        /**
         * Returns the bytes as a value.
         *
         * @throws IllegalStateException if a hole was added: only a template can have holes
         */
        public byte[] array() {
            if (!fills.isEmpty()) {
                throw new IllegalStateException("a template with holes is no plain value");
            }
            return Arrays.copyOf(bytes, length);
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }
    }
}
