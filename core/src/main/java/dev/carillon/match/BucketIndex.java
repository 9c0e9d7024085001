package dev.carillon.match;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which rules of one bucket concern a change: event types as one AND, key prefixes as one
 * walk over the key, then the rest of the filter. Rules for other prefixes cost next to nothing.
 * Immutable.
 */
public final class BucketIndex {
    private static final BucketIndex EMPTY = of(List.of());

    private final long mask;
    private final PrefixTrie<Entry> trie;

    /** A rule, its events as bits, and its place in the bucket's list. */
    private record Entry(int place, long mask, Rule rule) {}

    private BucketIndex(long mask, PrefixTrie<Entry> trie) {
        this.mask = mask;
        this.trie = trie;
    }

    /** Indexes the rules; those not enabled are left out. */
    public static BucketIndex of(List<Rule> rules) {
        long all = 0;
        Map<String, List<Entry>> byPrefix = new HashMap<>();
        for (int place = 0; place < rules.size(); place++) {
            Rule rule = rules.get(place);
            if (enabled(rule)) {
                var entry = new Entry(place, rule.mask(), rule);
                all |= entry.mask;
                byPrefix.computeIfAbsent(prefixOf(rule.filter()), _ -> new ArrayList<>())
                        .add(entry);
            }
        }
        return new BucketIndex(all, PrefixTrie.of(byPrefix));
    }

    /** The index of a bucket without rules. */
    public static BucketIndex empty() {
        return EMPTY;
    }

    /** The rules that ask about this change, in the order they were configured. */
    public List<Rule> matching(EventType type, ObjectFacts object) {
        long bit = 1L << type.code();
        if ((mask & bit) == 0) {
            return List.of();
        }
        var found = new ArrayList<Entry>();
        trie.collect(object.key(), found);
        found.removeIf(it -> (it.mask & bit) == 0 || !it.rule.filter().accepts(object));
        found.sort(Comparator.comparingInt(Entry::place));
        return found.stream().map(Entry::rule).toList();
    }

    private static boolean enabled(Rule rule) {
        return switch (rule.state()) {
            case RuleState.Enabled _ -> true;
            case RuleState.Disabled _, RuleState.Suspended _ -> false;
        };
    }

    /** The longest prefix a key must have; the filter is asked again, so any of them would do. */
    private static String prefixOf(Filter filter) {
        String longest = "";
        for (Filter.Condition condition : filter.conditions()) {
            if (condition instanceof Filter.Prefix(String value, boolean out)
                    && !out
                    && value.length() > longest.length()) {
                longest = value;
            }
        }
        return longest;
    }
}
