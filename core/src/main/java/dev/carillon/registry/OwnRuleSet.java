package dev.carillon.registry;

import dev.carillon.rule.DialectName;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a bucket with their own address, as stored.
 *
 * @param rules by name
 * @param revision the stamp of the commit that last wrote the bucket's rules: rises with each
 *     change
 */
public record OwnRuleSet(String bucketId, List<OwnRule> rules, long revision) {
    public OwnRuleSet {
        rules = rules.stream().sorted(Comparator.comparing(OwnRule::name)).toList();
    }

    /** Returns the rule with this name. */
    public Optional<OwnRule> find(String name) {
        return rules.stream().filter(ownRule -> ownRule.name().equals(name)).findFirst();
    }

    /** Returns the rules that were made in a dialect. */
    public OwnRuleSet of(DialectName dialect) {
        return new OwnRuleSet(
                bucketId,
                rules.stream().filter(ownRule -> ownRule.dialect().equals(dialect)).toList(),
                revision);
    }

    /** Returns the rules that were made in other dialects. */
    public OwnRuleSet except(DialectName dialect) {
        return new OwnRuleSet(
                bucketId,
                rules.stream().filter(ownRule -> !ownRule.dialect().equals(dialect)).toList(),
                revision);
    }
}
