package dev.carillon.match;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says in words why a rule does not match a change: the same decision as {@link BucketIndex},
 * explained for people.
 */
public final class MismatchReasons {
    private MismatchReasons() {}

    /** Returns why the rule does not match; empty if it does. */
    public static Optional<String> of(Rule rule, EventType type, ObjectFacts object) {
        return ofState(rule.state())
                .or(() -> ofEvents(rule, type))
                .or(() -> ofFilter(rule.filter(), object));
    }

    private static Optional<String> ofState(RuleState state) {
        return switch (state) {
            case RuleState.Enabled _ -> Optional.empty();
            case RuleState.Disabled _ -> Optional.of("the rule is disabled");
            case RuleState.Suspended(String reason) ->
                    Optional.of("the rule is suspended: " + reason);
        };
    }

    private static Optional<String> ofEvents(Rule rule, EventType type) {
        if ((rule.mask() & 1L << type.code()) != 0) {
            return Optional.empty();
        }
        String asked =
                rule.events().stream().map(EventPattern::text).collect(Collectors.joining(", "));
        return Optional.of("the rule is for " + asked + " only");
    }

    private static Optional<String> ofFilter(Filter filter, ObjectFacts object) {
        return filter.conditions().stream()
                .filter(condition -> condition.holds(object) == condition.out())
                .findFirst()
                .map(MismatchReasons::words);
    }

    private static String words(Filter.Condition failed) {
        String is = failed.out() ? "" : "does not ";
        String s = failed.out() ? "s" : "";
        return switch (failed) {
            case Filter.Prefix prefix ->
                    "the key %sbegin%s with '%s'".formatted(is, s, prefix.value());
            case Filter.Suffix suffix ->
                    "the key %send%s with '%s'".formatted(is, s, suffix.value());
            case Filter.Regex regex ->
                    "the key %smatch%s '%s'"
                            .formatted(is, failed.out() ? "es" : "", regex.pattern());
            case Filter.Metadata metadata ->
                    "the metadata '%s' is %s'%s'"
                            .formatted(
                                    metadata.name(), failed.out() ? "" : "not ", metadata.value());
            case Filter.TagValue tagValue ->
                    "%s tag '%s' is '%s'"
                            .formatted(failed.out() ? "a" : "no", tagValue.key(), tagValue.value());
        };
    }
}
