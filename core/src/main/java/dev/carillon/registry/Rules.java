package dev.carillon.registry;

import dev.carillon.rule.Rule;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Stores the rules of each bucket, as one value for each bucket. Every change is durable when its
 * method returns. Thread-safe.
 *
 * <p>Rules that were read stay in memory, so a further look-up needs no disk and no lock. The
 * result is exact as long as this process is the only writer. A caller that relies on it in a
 * commit adds {@link #check}, and calls {@link #refresh} after a conflict.
 */
public final class Rules {
    private final State state;
    private final NewestValues<KeptRules> byBucket = new NewestValues<>();

    /** Opens the stored rules; reads nothing yet. */
    public Rules(State state) {
        this.state = state;
    }

    /** Returns the rules of a bucket; empty if there is no bucket with this id. */
    public Optional<KeptRules> of(String bucketId) {
        Optional<KeptRules> known = byBucket.find(bucketId);
        return known.isPresent() ? known : refresh(bucketId);
    }

    /** Adds to the commit that creates a bucket its empty set of rules. */
    public void begin(Commit commit, String bucketId) {
        commit.put(RegistryKeys.rules(bucketId), RuleBytes.write(List.of()));
    }

    /**
     * Adds to the commit that removes a bucket the end of its rules. After the commit, {@link
     * #refresh} drops them from memory.
     */
    public void end(Commit commit, String bucketId) {
        commit.delete(RegistryKeys.rules(bucketId));
    }

    /**
     * Changes the rules of a bucket. The function may be called more than once.
     *
     * @return the changed rules; empty if there is no bucket with this id
     */
    public Optional<KeptRules> change(String bucketId, UnaryOperator<List<Rule>> change) {
        byBucket.begin();
        try {
            while (true) {
                Optional<KeptRules> kept = read(bucketId);
                if (kept.isEmpty()) {
                    return kept;
                }
                List<Rule> changed = change.apply(kept.get().rules());
                var commit = new Commit();
                put(commit, kept.get(), changed);
                if (state.commit(commit) instanceof CommitResult.Committed done) {
                    return Optional.of(learn(new KeptRules(bucketId, changed, done.stamp())));
                }
            }
        } finally {
            byBucket.end();
        }
    }

    /** Makes a commit succeed only if the rules are still as they were found. */
    public void check(Commit commit, KeptRules rules) {
        commit.checkStamp(RegistryKeys.rules(rules.bucketId()), rules.stamp());
    }

    /**
     * Reads the rules again: after a commit that relied on them was refused, or a bucket was
     * removed.
     */
    public Optional<KeptRules> refresh(String bucketId) {
        byBucket.begin();
        try {
            Optional<KeptRules> known = byBucket.find(bucketId);
            Optional<KeptRules> kept = read(bucketId);
            if (kept.isEmpty()) {
                known.ifPresent(seen -> byBucket.foundNothing(bucketId, seen));
            } else {
                learn(kept.get());
            }
            return byBucket.find(bucketId);
        } finally {
            byBucket.end();
        }
    }

    /** Adds other rules of a bucket to a commit, in place of those that were found. */
    void put(Commit commit, KeptRules found, List<Rule> others) {
        check(commit, found);
        commit.put(RegistryKeys.rules(found.bucketId()), RuleBytes.write(others));
    }

    /** Notes that a change is about to be committed. */
    void begin() {
        byBucket.begin();
    }

    /** Notes that the change has reported its outcome. */
    void end() {
        byBucket.end();
    }

    Optional<KeptRules> read(String bucketId) {
        Key key = RegistryKeys.rules(bucketId);
        Optional<Stamped> kept = state.get(key);
        return kept.map(stamped ->
                new KeptRules(
                        bucketId, RuleBytes.read(bucketId, stamped.value()), stamped.stamp()));
    }

    KeptRules learn(KeptRules rules) {
        byBucket.wrote(rules.bucketId(), rules, rules.stamp());
        return rules;
    }
}
