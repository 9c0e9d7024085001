package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Header values as Jetty has them, a character for each byte, and as we mean them: UTF-8, which is
 * what S3 clients send.
 */
final class WireText {
    private static final int ASCII = 0x80;

    private WireText() {}

    /** The text whose bytes came; where they are not UTF-8, a character for each. */
    static String received(String value) {
        if (value.chars().allMatch(it -> it < ASCII)) {
            return value;
        }
        try {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** A text as Jetty has to have it, so that its UTF-8 is sent. */
    static String toSend(String value) {
        return value.chars().allMatch(it -> it < ASCII)
                ? value
                : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
