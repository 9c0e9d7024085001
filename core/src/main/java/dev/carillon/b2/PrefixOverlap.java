package dev.carillon.b2;

import dev.carillon.event.EventPattern;
import dev.carillon.format.B2EventNames;
import dev.carillon.registry.OwnRule;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Two rules of a bucket that ask for the same event type may not have prefixes of which one begins
 * with the other. Clients look at how the message begins.
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
     * Refuses a rule that overlaps one which the caller's key may not see. It says which of the
     * caller's own prefixes and event types do, and nothing of the other rule.
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

    /** An event type both ask for, as they name it; the narrower name where they differ. */
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
