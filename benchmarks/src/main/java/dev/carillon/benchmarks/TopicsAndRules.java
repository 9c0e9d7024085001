package dev.carillon.benchmarks;

import dev.carillon.event.Bucket;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The topics and rules of a benchmark.
 *
 * @param topics to be created
 * @param rules of each bucket; a bucket that is not here does not exist
 */
record TopicsAndRules(List<Topic> topics, Map<Bucket, List<Rule>> rules) {
    static final Bucket BUCKET = new Bucket("0000000000000001", "bench", "me");
    static final EventPattern PUTS =
            new EventPattern("s3:ObjectCreated:*", Set.of(EventType.CREATED_PUT));
    static final EventPattern REMOVALS =
            new EventPattern("s3:ObjectRemoved:*", Set.of(EventType.REMOVED_DELETE));

    /** Returns these topics, and one bucket with these rules. */
    static TopicsAndRules of(List<Topic> topics, List<Rule> rules) {
        return new TopicsAndRules(topics, Map.of(BUCKET, rules));
    }

    /** Returns one topic that gets all events. */
    static TopicsAndRules one(Topic topic) {
        return of(List.of(topic), List.of(rule("all", topic, "")));
    }

    /** Returns a queued topic. */
    static Topic topic(String name, String url, Map<String, String> attributes) {
        var target = new Target(url, Map.of());
        return Topic.named(TopicRef.of(name), "me", Optional.of(target), true, "", attributes);
    }

    static Topic topic(String name, String url) {
        return topic(name, url, Map.of());
    }

    /** Returns a rule for all puts of keys with a prefix. */
    static Rule rule(String id, Topic topic, String prefix) {
        return rule(id, topic, prefix, PUTS);
    }

    static Rule rule(String id, Topic topic, String prefix, EventPattern events) {
        var filter =
                prefix.isEmpty()
                        ? Filter.all()
                        : new Filter(List.of(new Filter.Prefix(prefix, false)));
        return new Rule(id, topic.recipient(), List.of(events), filter, new RuleState.Enabled());
    }
}
