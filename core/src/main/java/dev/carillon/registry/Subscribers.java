package dev.carillon.registry;

import dev.carillon.rule.DialectName;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The subscriptions of one rule of a broker, as they are stored at one moment.
 *
 * @param stamp the stamp of the commit that last created or removed one of them, 0 if there are
 *     none
 * @param topics in the order of their lanes, which is that of their creation
 * @param dialects those of the subscriptions
 */
public record Subscribers(long stamp, List<KeptTopic> topics, Set<DialectName> dialects) {
    private static final Subscribers NONE = new Subscribers(0, List.of());

    public Subscribers {
        topics = List.copyOf(topics);
        dialects = Set.copyOf(dialects);
    }

    private Subscribers(long stamp, List<KeptTopic> topics) {
        this(
                stamp,
                topics,
                topics.stream().map(kept -> kept.topic().dialect()).collect(Collectors.toSet()));
    }

    /** Returns whether a subscription has this dialect. */
    public boolean have(DialectName dialect) {
        return dialects.contains(dialect);
    }

    /** Returns the state of a rule without subscriptions. */
    static Subscribers none() {
        return NONE;
    }

    /**
     * Returns subscriptions whose lanes come after a lane, in the order of their lanes.
     *
     * @param lane 0 for the first ones
     * @param limit the highest number of them
     */
    public List<KeptTopic> after(long lane, int limit) {
        int from = firstAfter(lane);
        return topics.subList(from, Math.min(topics.size(), from + limit));
    }

    private int firstAfter(long lane) {
        int low = 0;
        int high = topics.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (topics.get(middle).lane() <= lane) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the same with one more, whose commit made the stamp. */
    Subscribers with(KeptTopic made) {
        return new Subscribers(
                made.stamp(), Stream.concat(topics.stream(), Stream.of(made)).toList());
    }

    /** Returns the same without one, which the commit with this stamp removed. */
    Subscribers without(KeptTopic removed, long commit) {
        return new Subscribers(
                commit, topics.stream().filter(topic -> topic.lane() != removed.lane()).toList());
    }

    static Subscribers sorted(long stamp, List<KeptTopic> topics) {
        return new Subscribers(
                stamp, topics.stream().sorted(Comparator.comparingLong(KeptTopic::lane)).toList());
    }
}
