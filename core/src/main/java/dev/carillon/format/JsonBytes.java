package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON directly into bytes, without a tree or characters in between. Not thread-safe; for
 * one document.
 *
 * <p>Text is escaped as JSON requires and otherwise written as UTF-8; half a surrogate pair becomes
 * U+FFFD, because UTF-8 has no bytes for it.
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BYTES_A_CHAR = 6;
    private static final int LONGEST_NUMBER = 20;
    private static final int REPLACEMENT = 0xFFFD;

    private byte[] bytes;
    private int length;

    /** Starts a document; {@code capacity} bytes are likely to suffice. */
    public JsonBytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Appends bytes that are JSON already. */
    public JsonBytes raw(byte[] part) {
        room(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    /** Appends the inside of a string: escaped, without the quotes around it. */
    public JsonBytes text(String text) {
        int chars = text.length();
        room(chars * MOST_BYTES_A_CHAR);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escaped(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < chars
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                utf8(Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return this;
    }

    /** Appends a number. */
    public JsonBytes number(long value) {
        room(LONGEST_NUMBER);
        if (value < 0 || value >= 10) {
            return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
        bytes[length++] = DIGITS[(int) value];
        return this;
    }

    /** Appends a number with leading zeros, inside a string. */
    JsonBytes digits(int value, int width) {
        room(width);
        int rest = value;
        for (int at = length + width - 1; at >= length; at--) {
            bytes[at] = DIGITS[rest % 10];
            rest /= 10;
        }
        length += width;
        return this;
    }

    /** Returns the written bytes; the array belongs to the caller. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void escaped(char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            case '\b' -> bytes[length++] = 'b';
            case '\f' -> bytes[length++] = 'f';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >>> 4];
                bytes[length++] = HEX[c & 0xF];
            }
        }
    }

    private void utf8(int point) {
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | (point >>> 6));
        } else {
            if (point < 0x10000) {
                bytes[length++] = (byte) (0xE0 | (point >>> 12));
            } else {
                bytes[length++] = (byte) (0xF0 | (point >>> 18));
                bytes[length++] = (byte) (0x80 | ((point >>> 12) & 0x3F));
            }
            bytes[length++] = (byte) (0x80 | ((point >>> 6) & 0x3F));
        }
        bytes[length++] = (byte) (0x80 | (point & 0x3F));
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
