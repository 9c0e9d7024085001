package dev.carillon.rule;

import com.google.re2j.PatternSyntaxException;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The limits of a bucket's rules. Everything is limited, because every change of an object is
 * matched against them and they are stored as one value.
 */
public final class RuleValidity {
    /**
     * The number of rules of one bucket: enough for one for each customer or folder in it. AWS
     * allows 100.
     */
    public static final int MAX_RULES = 10_000;

    /** The length of an id in characters, as in AWS. */
    public static final int MAX_ID = 255;

    /**
     * The length of the name or the value of a condition, in bytes of UTF-8. AWS allows 1,024
     * characters.
     */
    public static final int MAX_TEXT_BYTES = 1_024;

    /** The number of conditions of one rule. */
    public static final int MAX_CONDITIONS = 50;

    /** The number of events of one rule. */
    public static final int MAX_EVENTS = 100;

    /** The size of all ids, names and values of a bucket's rules together, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1 << 20;

    /**
     * The number of instructions to which a regular expression may compile, which is the cost of
     * matching one character.
     */
    public static final int MAX_REGEX_SIZE = 5_000;

    private RuleValidity() {}

    /**
     * Reads a regular expression.
     *
     * @throws RefusedException if it is malformed, longer than {@link #MAX_TEXT_BYTES}, or larger
     *     than {@link #MAX_REGEX_SIZE}
     */
    public static Filter.Regex regex(String text, boolean out) {
        checkText("The filter rule regex", text);
        if (RegexSize.estimate(text) > MAX_REGEX_SIZE) {
            throw new RefusedException(
                    "The regular expression '%s' repeats too much: use smaller counts"
                            .formatted(text));
        }
        try {
            return Filter.Regex.of(text, out);
        } catch (PatternSyntaxException e) {
            throw new RefusedException(
                    "Invalid regular expression '%s': %s. RE2 syntax is understood, without look-around and back-references"
                            .formatted(text, e.getDescription()));
        }
    }

    /**
     * Checks that a bucket's rules are within the limits.
     *
     * @throws RefusedException if they are not; the message names the rule and the limit
     */
    public static void check(List<Rule> rules) {
        if (rules.size() > MAX_RULES) {
            throw new RefusedException(
                    "A bucket may have %d notifications, these would be %d: delete some first"
                            .formatted(MAX_RULES, rules.size()));
        }
        long bytes = 0;
        for (Rule rule : rules) {
            check(rule);
            bytes += bytes(rule);
        }
        if (bytes > MAX_BYTES) {
            throw new RefusedException(
                    "The notifications of a bucket may have %d bytes together, these would have %d: shorten filters or delete some"
                            .formatted(MAX_BYTES, bytes));
        }
    }

    private static void check(Rule rule) {
        if (rule.id().isEmpty()) {
            throw new RefusedException("Missing required element Id");
        }
        if (rule.id().length() > MAX_ID) {
            throw new RefusedException("An Id may have %d characters".formatted(MAX_ID));
        }
        List<Filter.Condition> conditions = rule.filter().conditions();
        if (conditions.size() > MAX_CONDITIONS || rule.events().size() > MAX_EVENTS) {
            throw new RefusedException(
                    "The notification '%s' may have %d filter rules and %d events"
                            .formatted(rule.id(), MAX_CONDITIONS, MAX_EVENTS));
        }
        conditions.forEach(condition -> {
            checkText("The filter of '" + rule.id() + "'", name(condition));
            checkText("The filter of '" + rule.id() + "'", value(condition));
        });
    }

    private static void checkText(String what, String text) {
        if (bytes(text) > MAX_TEXT_BYTES) {
            throw new RefusedException(
                    "%s has a value of more than %d bytes: shorten it"
                            .formatted(what, MAX_TEXT_BYTES));
        }
    }

    private static long bytes(Rule rule) {
        long bytes = (long) bytes(rule.id()) + bytes(rule.recipient().shown());
        for (var event : rule.events()) {
            bytes += bytes(event.text());
        }
        for (var condition : rule.filter().conditions()) {
            bytes += bytes(name(condition)) + bytes(value(condition));
        }
        return bytes;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String name(Filter.Condition condition) {
        return switch (condition) {
            case Filter.Prefix _, Filter.Suffix _, Filter.Regex _ -> "";
            case Filter.Metadata metadata -> metadata.name();
            case Filter.TagValue tagValue -> tagValue.key();
        };
    }

    private static String value(Filter.Condition condition) {
        return switch (condition) {
            case Filter.Prefix prefix -> prefix.value();
            case Filter.Suffix suffix -> suffix.value();
            case Filter.Regex regex -> regex.pattern().pattern();
            case Filter.Metadata metadata -> metadata.value();
            case Filter.TagValue tagValue -> tagValue.value();
        };
    }
}
