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
 * @param revision what a set can be bound to; only Carillon tells it
 */
public record BucketRules(
        String bucketId, String bucket, List<B2Rule> rules, OptionalLong revision) {
    public BucketRules {
        rules = rules.stream().sorted(Comparator.comparing(B2Rule::name)).toList();
    }

    /** Whether the service is Carillon, which has calls of its own. */
    public boolean ofCarillon() {
        return revision.isPresent();
    }

    /** The rule of that name. */
    public Optional<B2Rule> find(String name) {
        return rules.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * The rule of that name.
     *
     * @throws B2ClientException when there is none, with the names there are
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

    /** All rules, with this one in place of its namesake. */
    List<B2Rule> with(B2Rule rule) {
        var all = new ArrayList<>(without(rule.name()));
        all.add(rule);
        return all;
    }

    /** All rules but that of this name. */
    List<B2Rule> without(String name) {
        return rules.stream().filter(it -> !it.name().equals(name)).toList();
    }

    /** The names, as the b2 command line lists them. */
    String names() {
        return rules.stream()
                .map(it -> "'" + it.name() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
