package dev.carillon.match;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rules of one bucket that match a change: one look-up of its event type, one walk over
 * the key for the prefixes, then the rest of the filter. Rules for other event types and other
 * prefixes cost nearly nothing. Immutable.
 */
public final class BucketIndex {
    private static final BucketIndex EMPTY = of(List.of());

    private final Map<EventType, PrefixTrie<Entry>> byType;

    /** A rule and its position in the bucket's list. */
    private record Entry(int place, Rule rule) {}

    private BucketIndex(Map<EventType, PrefixTrie<Entry>> byType) {
        this.byType = byType;
    }

    /** Creates the index; rules that are not enabled are left out. */
    public static BucketIndex of(List<Rule> rules) {
        var places = new EnumMap<EventType, List<Integer>>(EventType.class);
        for (int place = 0; place < rules.size(); place++) {
            if (enabled(rules.get(place))) {
                for (EventType type : types(rules.get(place))) {
                    places.computeIfAbsent(type, _ -> new ArrayList<>()).add(place);
                }
            }
        }
        return new BucketIndex(tries(places, rules));
    }

    /**
     * Builds the tries. Types with the same rules share one trie, because most rules name several
     * types.
     */
    private static Map<EventType, PrefixTrie<Entry>> tries(
            Map<EventType, List<Integer>> placesByType, List<Rule> rules) {
        var byType = new EnumMap<EventType, PrefixTrie<Entry>>(EventType.class);
        var known = new HashMap<List<Integer>, PrefixTrie<Entry>>();
        placesByType.forEach((type, places) ->
                byType.put(type, known.computeIfAbsent(places, _ -> trie(places, rules))));
        return byType;
    }

    private static PrefixTrie<Entry> trie(List<Integer> places, List<Rule> rules) {
        Map<String, List<Entry>> byPrefix = new HashMap<>();
        for (int place : places) {
            Rule rule = rules.get(place);
            byPrefix.computeIfAbsent(prefixOf(rule.filter()), _ -> new ArrayList<>())
                    .add(new Entry(place, rule));
        }
        return PrefixTrie.of(byPrefix);
    }

    private static Set<EventType> types(Rule rule) {
        var types = EnumSet.noneOf(EventType.class);
        rule.events().forEach(pattern -> types.addAll(pattern.types()));
        return types;
    }

    /** Returns the index of a bucket without rules. */
    public static BucketIndex empty() {
        return EMPTY;
    }

    /** Returns the rules that match this change, in the order in which they were configured. */
    public List<Rule> matching(EventType type, ObjectFacts object) {
        PrefixTrie<Entry> trie = byType.get(type);
        if (trie == null) {
            return List.of();
        }
        var found = new ArrayList<Entry>();
        trie.collect(object.key(), found);
        found.removeIf(entry -> !entry.rule.filter().accepts(object));
        if (found.isEmpty()) {
            return List.of();
        }
        found.sort(Comparator.comparingInt(Entry::place));
        return found.stream().map(Entry::rule).toList();
    }

    private static boolean enabled(Rule rule) {
        return switch (rule.state()) {
            case RuleState.Enabled _ -> true;
            case RuleState.Disabled _, RuleState.Suspended _ -> false;
        };
    }

    /**
     * Returns the longest prefix that a key must have. The filter is evaluated again later, so any
     * of its prefixes would be correct.
     */
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
