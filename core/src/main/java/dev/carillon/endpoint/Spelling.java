package dev.carillon.endpoint;

import java.nio.charset.StandardCharsets;

/**
 * The ways in which an answer may write a character that was sent to it: as it is, escaped as in
 * JSON (with a backslash, or one and the number), or percent-encoded ({@code %C3%A9}; a blank also
 * as {@code +}). Each character of a text may be written in another way.
 */
final class Spelling {
    private static final String MASK = "***";
    private static final int NONE = -1;
    private static final int HEX = 16;
    private static final int UNIT_DIGITS = 4;
    private static final int BYTE_DIGITS = 2;

    private Spelling() {}

    /**
     * Returns a text with a secret masked.
     *
     * @param secret not empty
     */
    static String masked(String text, String secret) {
        String plain = text.replace(secret, MASK);
        var shown = new StringBuilder();
        int done = 0;
        int at = 0;
        while (at < plain.length()) {
            int end = end(plain, at, secret);
            if (end == NONE) {
                at++;
            } else {
                shown.append(plain, done, at).append(MASK);
                done = end;
                at = end;
            }
        }
        return shown.append(plain, done, plain.length()).toString();
    }

    /** Returns the end of the secret that begins at a place of a text, if it does. */
    private static int end(String text, int begin, String secret) {
        int at = begin;
        for (int i = 0; i < secret.length() && at != NONE; ) {
            int point = secret.codePointAt(i);
            at = afterPoint(text, at, point);
            i += Character.charCount(point);
        }
        return at;
    }

    private static int afterPoint(String text, int at, int point) {
        if (at >= text.length()) {
            return NONE;
        }
        int end =
                switch (text.charAt(at)) {
                    case '\\' -> afterEscapes(text, at, point);
                    case '%' -> afterBytes(text, at, point);
                    case '+' -> point == ' ' ? at + 1 : NONE;
                    default -> NONE;
                };
        if (end != NONE) {
            return end;
        }
        return text.codePointAt(at) == point ? at + Character.charCount(point) : NONE;
    }

    private static int afterEscapes(String text, int begin, int point) {
        int at = begin;
        for (char unit : Character.toChars(point)) {
            at = afterEscape(text, at, unit);
            if (at == NONE) {
                return NONE;
            }
        }
        return at;
    }

    private static int afterEscape(String text, int at, char unit) {
        if (at + 1 >= text.length() || text.charAt(at) != '\\') {
            return NONE;
        }
        char letter = text.charAt(at + 1);
        if (letter == 'u') {
            return afterNumber(text, at + 2, UNIT_DIGITS, unit);
        }
        return "\"\\/'".indexOf(letter) >= 0 && letter == unit ? at + 2 : NONE;
    }

    private static int afterBytes(String text, int begin, int point) {
        int at = begin;
        for (byte one : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
            if (at >= text.length() || text.charAt(at) != '%') {
                return NONE;
            }
            at = afterNumber(text, at + 1, BYTE_DIGITS, Byte.toUnsignedInt(one));
            if (at == NONE) {
                return NONE;
            }
        }
        return at;
    }

    private static int afterNumber(String text, int at, int digits, int number) {
        int end = at + digits;
        if (end > text.length()) {
            return NONE;
        }
        int read = 0;
        for (int i = at; i < end; i++) {
            int digit = Character.digit(text.charAt(i), HEX);
            if (digit < 0) {
                return NONE;
            }
            read = read * HEX + digit;
        }
        return read == number ? end : NONE;
    }
}
