package dev.carillon.rule;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the values of a topic's attributes. */
final class AttributeValues {
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
     * An address that has the form of one. The refusal does not repeat it: it may hold a password.
     *
     * @throws RefusedException when it has not
     */
    static String address(String text) {
        if (text.length() > LONGEST_ADDRESS || !ADDRESS.matcher(text).matches()) {
            throw new RefusedException(
                    "Malformed URL for push-endpoint: write"
                            + " scheme://[user:password@]host[:port][/path] in at most 2048"
                            + " characters, others than ASCII percent-encoded");
        }
        return text;
    }

    /**
     * A truth value.
     *
     * @throws RefusedException when it is none
     */
    static boolean truth(String attribute, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default ->
                    throw new RefusedException(
                            "Invalid value for %s: write true or false".formatted(attribute));
        };
    }

    /**
     * The policy for queued events: what is not set is left open, 0 is Ceph's 0.
     *
     * @throws RefusedException when a number is none
     */
    static RetryPolicy retry(Map<String, String> set) {
        OptionalInt seconds = number(set, RetryPolicy.TIME_TO_LIVE, "seconds, 0 for no limit");
        OptionalInt retries = number(set, RetryPolicy.MAX_RETRIES, "retries, 0 for no limit");
        OptionalInt pause = number(set, RetryPolicy.PAUSE, "seconds, 0 for no pause");
        return new RetryPolicy(duration(limit(seconds)), limit(retries), duration(pause));
    }

    private static OptionalInt number(Map<String, String> set, String attribute, String what) {
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

    /** "For ever" ends here: a limit of 0 is no limit. */
    private static OptionalInt limit(OptionalInt number) {
        return number.isPresent() && number.getAsInt() == 0 ? OptionalInt.empty() : number;
    }

    private static Optional<Duration> duration(OptionalInt seconds) {
        return seconds.isPresent()
                ? Optional.of(Duration.ofSeconds(seconds.getAsInt()))
                : Optional.empty();
    }
}
