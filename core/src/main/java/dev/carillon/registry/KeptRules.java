package dev.carillon.registry;

import dev.carillon.rule.Rule;

import java.util.List;

/**
 * The rules of one bucket as stored.
 *
 * @param bucketId the id of the bucket
 * @param rules in the order in which they are printed
 * @param stamp the stamp of the commit that last wrote them
 */
public record KeptRules(String bucketId, List<Rule> rules, long stamp) {
    public KeptRules {
        rules = List.copyOf(rules);
    }
}
