package dev.carillon.b2;

import dev.carillon.format.B2EventNames;

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

    private static void check(RuleForm one, RuleForm other) {
        boolean overlap =
                one.prefix().startsWith(other.prefix()) || other.prefix().startsWith(one.prefix());
        if (!overlap) {
            return;
        }
        common(one, other)
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
    private static Optional<String> common(RuleForm one, RuleForm other) {
        for (String mine : one.eventTypes()) {
            var all = new HashSet<>(B2EventNames.expanded(mine));
            for (String theirs : other.eventTypes()) {
                List<String> each = B2EventNames.expanded(theirs);
                if (each.stream().anyMatch(all::contains)) {
                    return Optional.of(each.size() < all.size() ? theirs : mine);
                }
            }
        }
        return Optional.empty();
    }
}
