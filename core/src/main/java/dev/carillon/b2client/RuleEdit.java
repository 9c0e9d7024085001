package dev.carillon.b2client;

import dev.carillon.rule.Target;

import java.util.List;
import java.util.Optional;

/**
 * What is to be different in a rule; empty = as it is.
 *
 * @param secret an empty text = messages are not signed
 * @param headers in place of all there are
 */
public record RuleEdit(
        Optional<List<String>> eventTypes,
        Optional<String> prefix,
        Optional<Boolean> enabled,
        Optional<Integer> maxEventsPerBatch,
        Optional<String> url,
        Optional<List<Target.Header>> headers,
        Optional<String> secret) {

    /** Enables or disables, and leaves all else. */
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

    /** The values may be secrets. */
    @Override
    public String toString() {
        return "an edit of a rule";
    }
}
