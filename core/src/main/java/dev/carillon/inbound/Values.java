package dev.carillon.inbound;

import dev.carillon.format.MessageParser;

import java.util.OptionalLong;

/** The values of a record's members. One of another type is a flaw of the record. */
final class Values {
    private static final int LONGEST_SIZE = 18;

    private Values() {}

    /** Returns a text; empty for {@code null}. */
    static String text(MessageParser value, String name) {
        return text(value, name, MessageParser.MAX_NAME_BYTES);
    }

    /** Returns a text of so many bytes at most; empty for {@code null}. */
    static String text(MessageParser value, String name, int longest) {
        return switch (value.current()) {
            case VALUE_STRING -> value.checked(name, longest);
            case VALUE_NULL -> "";
            default -> {
                value.flaw(name + " of an event must be a text");
                yield "";
            }
        };
    }

    /** Returns a text, or the digits of a number. */
    static String textOrNumber(MessageParser value, String name) {
        return switch (value.current()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    value.checked(name, MessageParser.MAX_NAME_BYTES);
            default -> text(value, name);
        };
    }

    /** Returns a number that is not negative, or a text of its digits; none for an empty text. */
    static OptionalLong size(MessageParser value, String name) {
        String digits = textOrNumber(value, name);
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        if (digits.length() > LONGEST_SIZE || !allDigits(digits)) {
            value.flaw(name + " of an event must be a whole number of bytes");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    private static boolean allDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
