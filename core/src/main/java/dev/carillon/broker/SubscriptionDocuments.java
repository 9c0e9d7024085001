package dev.carillon.broker;

import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Writes subscriptions as documents, in the original broker's shapes. */
final class SubscriptionDocuments {
    private SubscriptionDocuments() {}

    /** Returns a subscription as the original broker shows it. */
    static ObjectNode brief(Topic topic) {
        String url = topic.target().map(Target::address).orElse("");
        return Answers.object().put("url", url);
    }

    /** Returns the subscriptions of one rule by their ids. */
    static ObjectNode ofRule(List<KeptTopic> subscriptions) {
        ObjectNode byId = Answers.object();
        subscriptions.forEach(kept -> byId.set(recipient(kept).id(), brief(kept.topic())));
        return byId;
    }

    /** Returns the subscriptions of one bucket by their rules and ids. */
    static ObjectNode ofBucket(List<KeptTopic> subscriptions) {
        ObjectNode byRule = Answers.object();
        subscriptions.forEach(kept -> add(byRule, kept));
        return byRule;
    }

    /** Returns subscriptions by their buckets, rules and ids. */
    static ObjectNode ofAll(List<KeptTopic> subscriptions) {
        ObjectNode byBucket = Answers.object();
        subscriptions.forEach(
                kept -> add(byBucket.withObjectProperty(recipient(kept).bucket()), kept));
        return byBucket;
    }

    private static void add(ObjectNode byRule, KeptTopic kept) {
        var recipient = recipient(kept);
        byRule.withObjectProperty(recipient.rule()).set(recipient.id(), brief(kept.topic()));
    }

    /** Returns the recipient of a subscription. */
    static Recipient.Subscription recipient(KeptTopic kept) {
        return (Recipient.Subscription) kept.topic().recipient();
    }
}
