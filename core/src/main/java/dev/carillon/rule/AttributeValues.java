package dev.carillon.rule;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the values of a topic's attributes. */
final class AttributeValues {
    /** The form of an address, for messages. */
    static final String ADDRESS_FORM =
            "scheme://[user:password@]host[:port][/path] in at most 2048 characters, others than"
                    + " ASCII percent-encoded";

    private static final int LONGEST_ADDRESS = 2_048;
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "[A-Za-z][A-Za-z0-9+.-]*://"
                            + "([^:/@?#\\s]*:[^:/@?#\\s]*@)?"
                            + "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"
                            + "([/?][\\x21-\\x7E]*)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    private AttributeValues() {}

    /**
     * Returns the address if it has the form of one. The refusal does not repeat it, because it may
     * hold a password.
     *
     * @throws RefusedException if it has not
     */
    static String address(String text) {
        if (!isAddress(text)) {
            throw new RefusedException("Malformed URL for push-endpoint: write " + ADDRESS_FORM);
        }
        return text;
    }

    /** Returns whether a text has the form of an address. */
    static boolean isAddress(String text) {
        return text.length() <= LONGEST_ADDRESS && ADDRESS.matcher(text).matches();
    }

    /** Returns whether a text is a boolean. */
    static boolean isTruth(String text) {
        return parsedTruth(text).isPresent();
    }

    /** Returns whether a text is a boolean and means yes. */
    static boolean isTrue(String text) {
        return parsedTruth(text).orElse(false);
    }

    /**
     * Reads a boolean.
     *
     * @throws RefusedException if the text is not one
     */
    static boolean truth(String attribute, String text) {
        return parsedTruth(text)
                .orElseThrow(() ->
                        new RefusedException(
                                "Invalid value for %s: write true or false".formatted(attribute)));
    }

    private static Optional<Boolean> parsedTruth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> Optional.of(true);
            case "false", "0", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * Reads a whole number as Ceph writes it; empty if it is not set.
     *
     * @param what the thing counted, and the meaning of 0
     * @throws RefusedException if the text is not a whole number
     */
    static OptionalInt number(Map<String, String> set, String attribute, String what) {
        String text = set.get(attribute);
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw new RefusedException(
                    "Invalid value for %s: write a whole number of %s; leave it out, or write None, for the server's default"
                            .formatted(attribute, what));
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}
