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
                .filter(it -> it.holds(object) == it.out())
                .findFirst()
                .map(MismatchReasons::words);
    }

    private static String words(Filter.Condition failed) {
        String is = failed.out() ? "" : "does not ";
        String s = failed.out() ? "s" : "";
        return switch (failed) {
            case Filter.Prefix it -> "the key %sbegin%s with '%s'".formatted(is, s, it.value());
            case Filter.Suffix it -> "the key %send%s with '%s'".formatted(is, s, it.value());
            case Filter.Regex it ->
                    "the key %smatch%s '%s'".formatted(is, failed.out() ? "es" : "", it.pattern());
            case Filter.Metadata it ->
                    "the metadata '%s' is %s'%s'"
                            .formatted(it.name(), failed.out() ? "" : "not ", it.value());
            case Filter.TagValue it ->
                    "%s tag '%s' is '%s'"
                            .formatted(failed.out() ? "a" : "no", it.key(), it.value());
        };
    }
}
