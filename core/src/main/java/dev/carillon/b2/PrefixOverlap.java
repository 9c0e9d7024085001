package dev.carillon.b2;

import dev.carillon.event.EventPattern;
import dev.carillon.format.B2EventNames;
import dev.carillon.registry.OwnRule;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The check that two rules of a bucket for the same event type do not have prefixes of which one
 * begins with the other. Clients test the start of the message.
 */
final class PrefixOverlap {
    private PrefixOverlap() {}

    static void check(List<RuleForm> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (RuleForm other : rules.subList(i + 1, rules.size())) {
                check(rules.get(i), other);
            }
        }
    }

    /**
     * Refuses a rule that overlaps one which the caller's key may not see. The message names the
     * caller's own prefix and event types, and reveals nothing of the other rule.
     */
    static void check(RuleForm one, OwnRule hidden) {
        if (!overlap(one.prefix(), RuleJson.prefix(hidden))) {
            return;
        }
        List<String> others = hidden.rule().events().stream().map(EventPattern::text).toList();
        one.eventTypes().stream()
                .filter(mine -> common(List.of(mine), others).isPresent())
                .findFirst()
                .ifPresent(mine -> {
                    throw RuleError.PREFIX_OVERLAP.because(
                            ("More than one event notification rule has overlapping prefixes"
                                            + " (%s) for the same event type: %s; the other rule is"
                                            + " not within the name prefix of this application"
                                            + " key: leave the event type out, or use a key"
                                            + " without a name prefix")
                                    .formatted(one.prefix(), mine));
                });
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static void check(RuleForm one, RuleForm other) {
        if (!overlap(one.prefix(), other.prefix())) {
            return;
        }
        common(one.eventTypes(), other.eventTypes())
                .ifPresent(event -> {
                    boolean ordered = one.prefix().length() <= other.prefix().length();
                    throw RuleError.PREFIX_OVERLAP.because(
                            ("More than one event notification rule has overlapping prefixes"
                                            + " (%s),(%s) for the same event type: %s")
                                    .formatted(
                                            ordered ? one.prefix() : other.prefix(),
                                            ordered ? other.prefix() : one.prefix(),
                                            event));
                });
    }

    /** Returns an event type that both rules name; if the names differ, the narrower one. */
    private static Optional<String> common(List<String> one, List<String> other) {
        for (String mine : one) {
            var all = new HashSet<>(B2EventNames.expanded(mine));
            for (String theirs : other) {
                List<String> each = B2EventNames.expanded(theirs);
                if (each.stream().anyMatch(all::contains)) {
                    return Optional.of(each.size() < all.size() ? theirs : mine);
                }
            }
        }
        return Optional.empty();
    }
}
