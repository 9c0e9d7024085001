package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Converts header values between Jetty's form, one character for each byte, and text in UTF-8,
 * which S3 clients send.
 */
final class WireText {
    private static final int ASCII = 0x80;

    private WireText() {}

    /**
     * Returns the text whose bytes were received; if they are not UTF-8, one character for each
     * byte.
     */
    static String received(String value) {
        if (isAscii(value)) {
            return value;
        }
        try {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Returns a text in the form that makes Jetty send it as UTF-8. */
    static String toSend(String value) {
        return isAscii(value)
                ? value
                : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= ASCII) {
                return false;
            }
        }
        return true;
    }
}
