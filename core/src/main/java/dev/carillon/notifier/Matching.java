package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.match.BucketIndex;
import dev.carillon.registry.KeptRules;
import dev.carillon.rule.Rule;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matches changes against rules, with an index for each bucket that is built again if its rules
 * change.
 */
final class Matching {
    private final Map<String, Indexed> indexes = new ConcurrentHashMap<>();

    /** The index of a bucket's rules, and the rules from which it was built. */
    private record Indexed(KeptRules rules, BucketIndex index) {}

    /** Returns the rules that match the change, in the order in which they were configured. */
    List<Rule> matching(KeptRules kept, Change change) {
        Indexed known = indexes.get(kept.bucketId());
        if (known == null || known.rules().stamp() != kept.stamp()) {
            known = new Indexed(kept, BucketIndex.of(kept.rules()));
            indexes.put(kept.bucketId(), known);
        }
        return known.index().matching(change.type(), change.object());
    }
}
