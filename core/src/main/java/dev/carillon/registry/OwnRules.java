package dev.carillon.registry;

import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Stores the rules that have their own address, each with a topic and a lane of its own. All rules
 * of a bucket and their topics change in one commit, durable when the method returns. Thread-safe.
 *
 * <p>A rule keeps its lane as long as its name exists. It gets a new one when it is suspended:
 * everything that the old one owes is given up. The topic of a deleted bucket's rule stays, so that
 * deliveries owed are still sent; it ends when a rule with its name is created again, or when it is
 * found to be not needed any more.
 */
public final class OwnRules {
    private final State state;
    private final Rules rules;
    private final Topics topics;

    /** Stores them among {@code rules} and {@code topics}. */
    public OwnRules(State state, Rules rules, Topics topics) {
        this.state = state;
        this.rules = rules;
        this.topics = topics;
    }

    /**
     * The result of a change.
     *
     * @param set the present rules
     * @param changed lanes whose destination changed
     * @param ended lanes that have no destination any more
     */
    public record Changed(OwnRuleSet set, List<Long> changed, List<Long> ended) {}

    /** Returns the rules of a bucket; empty if there is no bucket with this id. */
    public Optional<OwnRuleSet> of(String bucketId) {
        return all(bucketId).map(BucketRules::own);
    }

    /**
     * Returns the rules of a bucket with those that name a topic; empty if there is no bucket with
     * this id.
     */
    public Optional<BucketRules> all(String bucketId) {
        return rules.of(bucketId).map(this::all);
    }

    /**
     * Changes the rules of a bucket; rules that name a topic stay. The function may be called more
     * than once; if it throws, nothing is changed.
     *
     * @param change gives the new rules for the present ones; names differ
     * @return empty if there is no bucket with this id
     */
    public Optional<Changed> change(String bucketId, Function<OwnRuleSet, List<OwnRule>> change) {
        return changeAll(bucketId, all -> all.with(change.apply(all.own())));
    }

    /**
     * Changes the rules of a bucket and those that name a topic in one commit. The function may be
     * called more than once; if it throws, nothing is changed.
     *
     * @param change gives the new rules for the present ones; names of rules with their own address
     *     differ
     * @return empty if there is no bucket with this id
     */
    public Optional<Changed> changeAll(String bucketId, UnaryOperator<BucketRules> change) {
        rules.begin();
        topics.begin();
        try {
            while (true) {
                Optional<KeptRules> kept = rules.read(bucketId);
                if (kept.isEmpty()) {
                    return Optional.empty();
                }
                Optional<Changed> changed = tryChange(kept.get(), change);
                if (changed.isPresent()) {
                    return changed;
                }
            }
        } finally {
            topics.end();
            rules.end();
        }
    }

    /**
     * Suspends, durably, the rule to which a lane belongs.
     *
     * @param reason in words for its owner
     * @return the changes; empty if the lane does not belong to an enabled rule any more
     */
    public Optional<Changed> suspend(long lane, String reason) {
        return topics.byLane(lane)
                .map(kept -> kept.topic().recipient())
                .filter(RuleAddress.class::isInstance)
                .map(RuleAddress.class::cast)
                .flatMap(address -> suspend(address, lane, reason))
                .filter(changed -> changed.ended().contains(lane));
    }

    /**
     * Enables a suspended rule again.
     *
     * @return empty if there is no such bucket or no such rule in it
     */
    public Optional<Changed> resume(String bucketId, String rule) {
        return change(
                        bucketId,
                        set -> set.rules().stream().map(ownRule -> resumed(ownRule, rule)).toList())
                .filter(changed -> changed.set().find(rule).isPresent());
    }

    private Optional<Changed> suspend(RuleAddress address, long lane, String reason) {
        return change(
                address.bucketId(),
                set ->
                        set.rules().stream()
                                .map(rule -> suspended(rule, address.rule(), lane, reason))
                                .toList());
    }

    private OwnRule suspended(OwnRule it, String name, long lane, String reason) {
        boolean meant =
                it.name().equals(name)
                        && it.rule().state() instanceof RuleState.Enabled
                        && topics.read(it.topic().recipient())
                                .filter(now -> now.lane() == lane)
                                .isPresent();
        return meant ? it.in(new RuleState.Suspended(reason)) : it;
    }

    private static OwnRule resumed(OwnRule it, String name) {
        return it.name().equals(name) && it.suspended() ? it.in(new RuleState.Enabled()) : it;
    }

    private BucketRules all(KeptRules kept) {
        var named = new ArrayList<Rule>();
        var own = new ArrayList<OwnRule>();
        for (Rule rule : kept.rules()) {
            if (rule.recipient() instanceof RuleAddress) {
                topics.read(rule.recipient())
                        .ifPresent(keptTopic -> own.add(new OwnRule(rule, keptTopic.topic())));
            } else {
                named.add(rule);
            }
        }
        return new BucketRules(named, new OwnRuleSet(kept.bucketId(), own, kept.stamp()));
    }

    private Optional<Changed> tryChange(KeptRules kept, UnaryOperator<BucketRules> change) {
        BucketRules present = all(kept);
        OwnRuleSet before = present.own();
        BucketRules changed = change.apply(present);
        OwnRuleSet wanted = changed.own();
        var all = new ArrayList<>(changed.named());
        wanted.rules().forEach(ownRule -> all.add(ownRule.rule()));
        var commit = new Commit();
        rules.put(commit, kept, all);
        var topicChanges = new TopicChanges(commit, topics.sealing());
        wanted.rules().forEach(ownRule -> put(topicChanges, before, ownRule));
        leaving(before, wanted)
                .forEach(keptTopic -> topicChanges.remove(keptTopic, LaneCloseReason.RULE_DELETED));
        if (!(state.commit(commit) instanceof CommitResult.Committed done)) {
            return Optional.empty();
        }
        topicChanges.updateCache(topics, done.stamp());
        rules.learn(new KeptRules(kept.bucketId(), all, done.stamp()));
        var after = new OwnRuleSet(kept.bucketId(), wanted.rules(), done.stamp());
        return Optional.of(new Changed(after, topicChanges.changed(), topicChanges.ended()));
    }

    private void put(TopicChanges changes, OwnRuleSet before, OwnRule wanted) {
        Optional<OwnRule> was = before.find(wanted.name());
        Optional<KeptTopic> topic = topics.read(wanted.topic().recipient());
        boolean suspends = wanted.suspended() && !was.map(OwnRule::suspended).orElse(true);
        if (topic.isEmpty()) {
            changes.make(wanted.topic(), drawLane());
        } else if (was.isEmpty()) {
            changes.restart(topic.get(), wanted.topic(), drawLane(), LaneCloseReason.RULE_DELETED);
        } else if (suspends) {
            changes.restart(
                    topic.get(), wanted.topic(), drawLane(), LaneCloseReason.RULE_SUSPENDED);
        } else if (!topic.get().topic().equals(wanted.topic())) {
            changes.replace(topic.get(), wanted.topic());
        }
    }

    private List<KeptTopic> leaving(OwnRuleSet before, OwnRuleSet wanted) {
        Set<String> stay = wanted.rules().stream().map(OwnRule::name).collect(Collectors.toSet());
        return before.rules().stream()
                .filter(ownRule -> !stay.contains(ownRule.name()))
                .flatMap(ownRule -> topics.read(ownRule.topic().recipient()).stream())
                .toList();
    }

    /** Returns a stamp for a lane of its own, because several lanes may begin in one commit. */
    private long drawLane() {
        return switch (state.commit(new Commit().put(RegistryKeys.laneDraw(), new byte[0]))) {
            case CommitResult.Committed done -> done.stamp();
            case CommitResult.Conflict(var key) ->
                    throw new IllegalStateException("nothing was checked, yet " + key);
        };
    }
}
