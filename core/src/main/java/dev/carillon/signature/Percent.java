package dev.carillon.signature;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and writes percent-escapes. Reading is strict: a malformed escape, or bytes that are not
 * UTF-8, give no text.
 */
public final class Percent {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Percent() {}

    /**
     * Decodes the escapes of a path or a query value; a plus sign stays.
     *
     * @return empty if an escape is malformed or the result is not UTF-8
     */
    public static Optional<String> decode(String text) {
        return text.indexOf('%') < 0 ? Optional.of(text) : text(bytes(text));
    }

    /**
     * Decodes a query name or value as forms write it: a plus sign means a blank.
     *
     * @return empty if an escape is malformed or the result is not UTF-8
     */
    public static Optional<String> decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    /** Escapes all characters except {@code A-Z a-z 0-9 - . _ ~}, as SigV4 requires. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /** Escapes a path, as {@link #encode(String)}; slashes stay. */
    public static String encodePath(String text) {
        return encode(text, "/");
    }

    private static String encode(String text, String keep) {
        var out = new StringBuilder(text.length() + 16);
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (next & 0xff);
            if (unreserved(character) || keep.indexOf(character) >= 0) {
                out.append(character);
            } else {
                out.append('%').append(HEX[character >> 4]).append(HEX[character & 0xf]);
            }
        }
        return out.toString();
    }

    /** Returns whether a character never needs an escape (RFC 3986, section 2.3). */
    static boolean unreserved(char it) {
        return (it >= 'a' && it <= 'z')
                || (it >= 'A' && it <= 'Z')
                || (it >= '0' && it <= '9')
                || it == '-'
                || it == '.'
                || it == '_'
                || it == '~';
    }

    private static Optional<byte[]> bytes(String text) {
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] != '%') {
                to[length++] = from[i];
                continue;
            }
            int value = i + 2 < from.length ? escape(from[i + 1], from[i + 2]) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            to[length++] = (byte) value;
            i += 2;
        }
        return Optional.of(Arrays.copyOf(to, length));
    }

    private static int escape(byte high, byte low) {
        int value = Character.digit(high, 16) << 4 | Character.digit(low, 16);
        return Character.digit(high, 16) < 0 || Character.digit(low, 16) < 0 ? -1 : value;
    }

    private static Optional<String> text(Optional<byte[]> bytes) {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes.get())).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
