package dev.carillon.registry;

import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stores the subscriptions of a broker: each is a topic of its own, and all of one rule are found
 * together. Every change is durable when its method returns. Thread-safe.
 *
 * <p>All of them are in memory. Each rule that has any also has a key that every change of its
 * subscriptions writes: a caller that relies on them in a commit adds {@link #check}, one check for
 * all of them, and calls {@link #refresh} after a conflict.
 */
public final class Subscriptions {
    /**
     * The highest number of subscriptions of one rule. Each event names all its deliveries, so this
     * bounds its size.
     */
    public static final int MAX_OF_RULE = 20_000;

    /** The length of the longest name of a bucket or rule in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;

    private final State state;
    private final Topics topics;
    private final NewestValues<Subscribers> byRule = new NewestValues<>();

    /** Opens the subscriptions among {@code topics}, which are in memory already. */
    public Subscriptions(State state, Topics topics) {
        this.state = state;
        this.topics = topics;
        var found = new HashMap<BrokerRule, List<KeptTopic>>();
        for (KeptTopic topic : topics.matching(kept -> subscription(kept).isPresent())) {
            subscription(topic)
                    .map(BrokerRule::of)
                    .ifPresent(
                            rule -> found.computeIfAbsent(rule, _ -> new ArrayList<>()).add(topic));
        }
        found.forEach((rule, some) ->
                state.get(RegistryKeys.subscriptionsOf(rule))
                        .ifPresent(set -> learn(rule, Subscribers.sorted(set.stamp(), some))));
    }

    /** The result of a request to create a subscription. */
    public sealed interface Creation {
        /** Returns the subscription. */
        KeptTopic topic();

        /** The subscription was created. */
        record Made(KeptTopic topic) implements Creation {}

        /** An earlier request with the same idempotency key created it. */
        record Existed(KeptTopic topic) implements Creation {}
    }

    /**
     * Creates a subscription, unless one of the same rule has its idempotency key.
     *
     * @param wanted made with {@link Topic#ofSubscription}
     * @throws RefusedException if a name is too long, or there are too many subscriptions
     */
    public Creation create(Topic wanted) {
        BrokerRule rule = BrokerRule.of(subscriptionOf(wanted));
        rule.checkLength(MAX_NAME_BYTES);
        Optional<String> key = SubscriptionAttributes.of(wanted).idempotencyKey();
        return changing(() -> {
            while (true) {
                Subscribers before = of(rule);
                Optional<KeptTopic> same = key.flatMap(text -> withKey(before, text));
                if (same.isPresent()) {
                    return new Creation.Existed(same.get());
                }
                checkRoom(before);
                Optional<KeptTopic> made = tryCreate(rule, before, wanted);
                if (made.isPresent()) {
                    return new Creation.Made(made.get());
                }
                refresh(rule);
            }
        });
    }

    /**
     * Removes a subscription. The caller notifies its lane.
     *
     * @param why the reason for giving up what is owed to it
     * @return false if it does not exist any more
     */
    public boolean remove(KeptTopic topic, LaneCloseReason why) {
        BrokerRule rule = BrokerRule.of(subscriptionOf(topic.topic()));
        return changing(() -> {
            while (true) {
                Subscribers before = of(rule);
                if (before.topics().stream().noneMatch(kept -> kept.lane() == topic.lane())) {
                    return false;
                }
                if (tryRemove(rule, before, topic, why)) {
                    return true;
                }
                refresh(rule);
            }
        });
    }

    /** Returns a subscription. */
    public Optional<KeptTopic> find(String bucket, String rule, String id) {
        return topics.find(new Subscription(bucket, rule, id));
    }

    /** Returns the subscriptions of a rule. */
    public Subscribers of(String bucket, String rule) {
        return of(new BrokerRule(bucket, rule));
    }

    /** Returns the subscriptions of all rules of a bucket, by rule and in order of creation. */
    public List<KeptTopic> of(String bucket) {
        return listed(topic -> subscriptionOf(topic.topic()).bucket().equals(bucket));
    }

    /** Returns all subscriptions, by bucket, rule and in order of creation. */
    public List<KeptTopic> all() {
        return listed(_ -> true);
    }

    /**
     * Makes a commit succeed only if the subscriptions of the rule are still these. A commit can
     * check the absence only of a key that it puts, so it puts the key of a rule that has none and
     * deletes it again.
     */
    public void check(Commit commit, String bucket, String rule, Subscribers found) {
        check(commit, new BrokerRule(bucket, rule), found);
    }

    /** Reads the subscriptions of a rule again, after a commit that relied on them was refused. */
    public void refresh(String bucket, String rule) {
        changing(() -> {
            refresh(new BrokerRule(bucket, rule));
            return true;
        });
    }

    private List<KeptTopic> listed(Predicate<KeptTopic> wanted) {
        Comparator<KeptTopic> order =
                Comparator.comparing(topic -> subscriptionOf(topic.topic()).bucket());
        return byRule.all().stream()
                .map(Subscribers::topics)
                .flatMap(Collection::stream)
                .filter(wanted)
                .sorted(
                        order.thenComparing(topic -> subscriptionOf(topic.topic()).rule())
                                .thenComparingLong(KeptTopic::lane))
                .toList();
    }

    private Subscribers of(BrokerRule rule) {
        return byRule.find(rule.text()).orElse(Subscribers.none());
    }

    private static Optional<KeptTopic> withKey(Subscribers before, String key) {
        return before.topics().stream()
                .filter(topic ->
                        SubscriptionAttributes.of(topic.topic())
                                .idempotencyKey()
                                .filter(key::equals)
                                .isPresent())
                .findFirst();
    }

    private void checkRoom(Subscribers before) {
        if (before.topics().size() >= MAX_OF_RULE) {
            throw new RefusedException(
                    "The rule has %d subscriptions already: delete some first"
                            .formatted(MAX_OF_RULE));
        }
        if (topics.size() >= Topics.MAX_TOPICS) {
            throw new RefusedException(
                    "There are %d topics and subscriptions already: delete some first"
                            .formatted(Topics.MAX_TOPICS));
        }
    }

    private Optional<KeptTopic> tryCreate(BrokerRule rule, Subscribers before, Topic wanted) {
        var commit = new Commit();
        check(commit, rule, before);
        commit.put(RegistryKeys.subscriptionsOf(rule), new byte[0]);
        topics.addTo(commit, wanted);
        if (!(state.commit(commit) instanceof CommitResult.Committed done)) {
            return Optional.empty();
        }
        KeptTopic made = topics.learn(new KeptTopic(wanted, done.stamp(), done.stamp()));
        learn(rule, before.with(made));
        return Optional.of(made);
    }

    private boolean tryRemove(
            BrokerRule rule, Subscribers before, KeptTopic topic, LaneCloseReason why) {
        Key set = RegistryKeys.subscriptionsOf(rule);
        var commit = new Commit();
        commit.checkStamp(set, before.stamp());
        if (before.topics().size() == 1) {
            commit.delete(set);
        } else {
            commit.put(set, new byte[0]);
        }
        commit.delete(RegistryKeys.topic(topic.topic().recipient()));
        commit.put(RegistryKeys.laneEnd(topic.lane()), why.write());
        if (!(state.commit(commit) instanceof CommitResult.Committed done)) {
            return false;
        }
        topics.forget(topic, done.stamp());
        Subscribers left = before.without(topic, done.stamp());
        if (left.topics().isEmpty()) {
            byRule.removed(rule.text(), done.stamp());
        } else {
            learn(rule, left);
        }
        return true;
    }

    private static void check(Commit commit, BrokerRule rule, Subscribers found) {
        Key set = RegistryKeys.subscriptionsOf(rule);
        if (found.stamp() > 0) {
            commit.checkStamp(set, found.stamp());
        } else {
            commit.checkAbsent(set).put(set, new byte[0]).delete(set);
        }
    }

    private void refresh(BrokerRule rule) {
        Optional<Subscribers> known = byRule.find(rule.text());
        try (View view = state.view()) {
            var found = new ArrayList<KeptTopic>();
            try (var scan = view.scan(RegistryKeys.topicsOf(rule))) {
                while (scan.next()) {
                    found.add(topics.learn(topics.read(new Stamped(scan.value(), scan.stamp()))));
                }
            }
            view.get(RegistryKeys.subscriptionsOf(rule))
                    .ifPresentOrElse(
                            set -> learn(rule, Subscribers.sorted(set.stamp(), found)),
                            () -> known.ifPresent(seen -> byRule.foundNothing(rule.text(), seen)));
        }
    }

    private void learn(BrokerRule rule, Subscribers now) {
        byRule.wrote(rule.text(), now, now.stamp());
    }

    private <R> R changing(Supplier<R> change) {
        topics.begin();
        byRule.begin();
        try {
            return change.get();
        } finally {
            byRule.end();
            topics.end();
        }
    }

    private static Optional<Subscription> subscription(KeptTopic topic) {
        return topic.topic().recipient() instanceof Subscription found
                ? Optional.of(found)
                : Optional.empty();
    }

    private static Subscription subscriptionOf(Topic topic) {
        if (topic.recipient() instanceof Subscription found) {
            return found;
        }
        throw new IllegalArgumentException(topic + " is no subscription");
    }
}
