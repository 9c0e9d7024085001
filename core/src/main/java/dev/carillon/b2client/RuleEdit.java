package dev.carillon.b2client;

import dev.carillon.rule.Target;

import java.util.List;
import java.util.Optional;

/**
 * The changes to a rule; empty = unchanged.
 *
 * @param secret an empty text = messages are not signed
 * @param headers replace all existing ones
 */
public record RuleEdit(
        Optional<List<String>> eventTypes,
        Optional<String> prefix,
        Optional<Boolean> enabled,
        Optional<Integer> maxEventsPerBatch,
        Optional<String> url,
        Optional<List<Target.Header>> headers,
        Optional<String> secret) {

    /** Returns an edit that only enables or disables a rule. */
    public static RuleEdit enabled(boolean enabled) {
        return new RuleEdit(
                Optional.empty(),
                Optional.empty(),
                Optional.of(enabled),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns an edit that only changes the URL. */
    public static RuleEdit url(String url) {
        return new RuleEdit(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(url),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns a text without the values, which may be secrets. */
    @Override
    public String toString() {
        return "an edit of a rule";
    }
}
