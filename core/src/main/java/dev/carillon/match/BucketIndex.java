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
 * Tells which rules of one bucket concern a change: one look for its event type, one walk over the
 * key for the prefixes, then the rest of the filter. Rules for other event types and other prefixes
 * cost next to nothing. Immutable.
 */
public final class BucketIndex {
    private static final BucketIndex EMPTY = of(List.of());

    private final Map<EventType, PrefixTrie<Entry>> byType;

    /** A rule and its place in the bucket's list. */
    private record Entry(int place, Rule rule) {}

    private BucketIndex(Map<EventType, PrefixTrie<Entry>> byType) {
        this.byType = byType;
    }

    /** Indexes the rules; those not enabled are left out. */
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

    /** Types that the same rules ask about share one trie: most rules ask about several. */
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

    /** The index of a bucket without rules. */
    public static BucketIndex empty() {
        return EMPTY;
    }

    /** The rules that ask about this change, in the order they were configured. */
    public List<Rule> matching(EventType type, ObjectFacts object) {
        PrefixTrie<Entry> trie = byType.get(type);
        if (trie == null) {
            return List.of();
        }
        var found = new ArrayList<Entry>();
        trie.collect(object.key(), found);
        found.removeIf(it -> !it.rule.filter().accepts(object));
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
