package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.match.BucketIndex;
import dev.carillon.registry.KeptRules;
import dev.carillon.rule.Rule;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matches changes against rules, with an index a bucket that is made anew when its rules change.
 */
final class Matching {
    private final Map<String, Indexed> indexes = new ConcurrentHashMap<>();

    /** The index of a bucket's rules, and the rules it was made of. */
    private record Indexed(KeptRules rules, BucketIndex index) {}

    /** The rules that ask about the change, in the order they were configured. */
    List<Rule> matching(KeptRules kept, Change change) {
        Indexed known = indexes.get(kept.bucketId());
        if (known == null || known.rules().stamp() != kept.stamp()) {
            known = new Indexed(kept, BucketIndex.of(kept.rules()));
            indexes.put(kept.bucketId(), known);
        }
        return known.index().matching(change.type(), change.object());
    }
}
