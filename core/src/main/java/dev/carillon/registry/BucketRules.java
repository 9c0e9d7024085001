package dev.carillon.registry;

import dev.carillon.rule.Rule;

import java.util.List;

/**
 * The rules of one bucket, in every dialect.
 *
 * @param named those that name a topic, in the order in which they are printed
 * @param own those with their own address
 */
public record BucketRules(List<Rule> named, OwnRuleSet own) {
    public BucketRules {
        named = List.copyOf(named);
    }

    /** Returns these rules with others that have their own address. */
    public BucketRules with(List<OwnRule> otherOwn) {
        return new BucketRules(named, new OwnRuleSet(own.bucketId(), otherOwn, own.revision()));
    }
}
