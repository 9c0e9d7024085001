package dev.carillon.b2client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The rules of one bucket as they were read.
 *
 * @param rules by name
 * @param revision the revision on which a change can be conditional; only Carillon returns it
 */
public record BucketRules(
        String bucketId, String bucket, List<B2Rule> rules, OptionalLong revision) {
    public BucketRules {
        rules = rules.stream().sorted(Comparator.comparing(B2Rule::name)).toList();
    }

    /** Returns whether the service is Carillon, which has calls of its own. */
    public boolean ofCarillon() {
        return revision.isPresent();
    }

    /** Returns the rule with that name. */
    public Optional<B2Rule> find(String name) {
        return rules.stream().filter(b2Rule -> b2Rule.name().equals(name)).findFirst();
    }

    /**
     * Returns the rule with that name.
     *
     * @throws B2ClientException if there is none, with the existing names
     */
    public B2Rule needed(String name) {
        return find(name)
                .orElseThrow(() ->
                        B2ClientException.of(
                                "rule with name '%s' does not exist on bucket '%s', available"
                                                .formatted(name, bucket)
                                        + " rules: "
                                        + names()));
    }

    /** Returns all rules, with this one replacing one of the same name. */
    public List<B2Rule> with(B2Rule rule) {
        var all = new ArrayList<>(without(rule.name()));
        all.add(rule);
        return all;
    }

    /** Returns all rules except that of this name. */
    public List<B2Rule> without(String name) {
        return rules.stream().filter(b2Rule -> !b2Rule.name().equals(name)).toList();
    }

    /** Returns the names, as the b2 command line lists them. */
    String names() {
        return rules.stream()
                .map(b2Rule -> "'" + b2Rule.name() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
