package dev.carillon.endpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Makes text from an endpoint safe to show in a terminal, a log line or a JSON string. Characters
 * that would control a terminal or change the direction of writing become U+FFFD; text is never cut
 * inside a character.
 */
public final class Printable {
    private static final String REPLACEMENT = "\uFFFD";

    private static final Pattern LINE_ENDS = Pattern.compile("\r\n?");

    /** Control characters (C1 too), line separators, direction marks, byte order mark. */
    private static final Pattern STEERING =
            Pattern.compile(
                    "[\\p{gc=Cc}\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF"
                            + "&&[^\\n\\t]]");

    private Printable() {}

    /** Returns the bytes as UTF-8; a character that is cut off at their end is left out. */
    public static String decoded(byte[] bytes) {
        var text = CharBuffer.allocate(bytes.length + 1);
        var _ =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .decode(ByteBuffer.wrap(bytes), text, false);
        return text.flip().toString();
    }

    /**
     * Returns the text with its lines and tabs; every other character that is not printable is
     * replaced.
     */
    public static String lines(String text) {
        return STEERING.matcher(LINE_ENDS.matcher(text).replaceAll("\n")).replaceAll(REPLACEMENT);
    }

    /** Returns the text in one line. */
    public static String line(String text) {
        return lines(text).replaceAll("\\s+", " ").strip();
    }

    /** Returns at most this many characters from its beginning. */
    public static String cut(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    /** Returns as much of its beginning as fits into this many bytes of UTF-8. */
    public static String cutToBytes(String text, int bytes) {
        int left = bytes;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            left -= bytes(codePoint);
            if (left < 0) {
                return text.substring(0, at);
            }
            at += Character.charCount(codePoint);
        }
        return text;
    }

    /** Returns as much of its end as fits into this many bytes of UTF-8. */
    public static String lastBytes(String text, int bytes) {
        int left = bytes;
        for (int at = text.length(); at > 0; ) {
            int codePoint = text.codePointBefore(at);
            left -= bytes(codePoint);
            if (left < 0) {
                return text.substring(at);
            }
            at -= Character.charCount(codePoint);
        }
        return text;
    }

    private static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
