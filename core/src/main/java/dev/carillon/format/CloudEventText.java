package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Writes the attributes of CloudEvents in the forms that the specification and its HTTP binding
 * require.
 */
public final class CloudEventText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int LAST_OF_PLANE = 0xFFFE;

    private CloudEventText() {}

    /**
     * Returns the headers of the HTTP binding for a message that is a CloudEvent in binary mode;
     * none for any other message.
     */
    public static Map<String, String> headers(Message message) {
        if (message.cloudEvent().isEmpty()) {
            return Map.of();
        }
        var headers = new HashMap<String, String>();
        message.cloudEvent().forEach((name, value) -> headers.put("ce-" + name, inHeader(value)));
        return headers;
    }

    /**
     * Returns a value as a header of the HTTP binding (3.1.3.2): UTF-8, percent-encoded except for
     * printable ASCII without space, quote and percent.
     */
    static String inHeader(String value) {
        return encoded(value, point -> point > ' ' && point < 0x7F && point != '"' && point != '%');
    }

    /**
     * Returns a value that HTTP transports unchanged, with as little encoded as possible: control
     * characters, everything outside of ASCII, and blanks at both ends, which HTTP removes.
     */
    static String raw(String value) {
        String encoded = encoded(value, point -> point >= ' ' && point < 0x7F);
        int begin = 0;
        int end = encoded.length();
        while (begin < end && encoded.charAt(begin) == ' ') {
            begin++;
        }
        while (end > begin && encoded.charAt(end - 1) == ' ') {
            end--;
        }
        return "%20".repeat(begin)
                + encoded.substring(begin, end)
                + "%20".repeat(encoded.length() - end);
    }

    /**
     * Returns a value in which the characters that CloudEvents forbids in attributes, such as
     * control characters, are percent-encoded.
     */
    static String allowed(String value) {
        return encoded(value, CloudEventText::isAllowed);
    }

    private static boolean isAllowed(int point) {
        boolean control = point < ' ' || (point >= 0x7F && point <= 0x9F);
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean noCharacter =
                (point & LAST_OF_PLANE) == LAST_OF_PLANE || (point >= 0xFDD0 && point <= 0xFDEF);
        return !control && !surrogate && !noCharacter;
    }

    private static String encoded(String value, IntPredicate unchanged) {
        if (value.codePoints().allMatch(unchanged)) {
            return value;
        }
        var out = new StringBuilder(value.length() * 2);
        value.codePoints()
                .forEach(point -> {
                    if (unchanged.test(point)) {
                        out.appendCodePoint(point);
                    } else {
                        percent(out, point);
                    }
                });
        return out.toString();
    }

    private static void percent(StringBuilder out, int point) {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
            out.append('%').append(HEX.toHexDigits(b));
        }
    }
}
