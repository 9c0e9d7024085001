package dev.carillon.registry;

import dev.carillon.rule.Recipient;
import dev.carillon.rule.TopicRef;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

/** Writes a recipient as bytes: its kind, then its parts as texts. */
final class RecipientBytes {
    private static final int NAMED_TOPIC = 1;
    private static final int RULE_ADDRESS = 2;
    private static final int SUBSCRIPTION = 3;
    private static final int RECEIVER = 4;

    private RecipientBytes() {}

    static Template.Builder write(Template.Builder out, Recipient recipient) {
        return switch (recipient) {
            case Recipient.NamedTopic(TopicRef(String account, String name)) ->
                    out.u8(NAMED_TOPIC).text(account).text(name);
            case Recipient.RuleAddress(String bucketId, String bucket, String rule) ->
                    out.u8(RULE_ADDRESS).text(bucketId).text(bucket).text(rule);
            case Recipient.Subscription(String bucket, String rule, String id) ->
                    out.u8(SUBSCRIPTION).text(bucket).text(rule).text(id);
            case Recipient.Receiver(String name) -> out.u8(RECEIVER).text(name);
        };
    }

    /**
     * Writes the part of a key that distinguishes recipients. A rule's bucket is in it by its name,
     * so a bucket that is created again under that name replaces the deleted one.
     */
    static Template.Builder sorted(Template.Builder out, Recipient recipient) {
        return switch (recipient) {
            case Recipient.NamedTopic(TopicRef(String account, String name)) ->
                    out.u8(NAMED_TOPIC).sortedText(account).sortedText(name);
            case Recipient.RuleAddress(_, String bucket, String rule) ->
                    out.u8(RULE_ADDRESS).sortedText(bucket).sortedText(rule);
            case Recipient.Subscription subscription ->
                    subscriptionsOf(out, BrokerRule.of(subscription)).sortedText(subscription.id());
            case Recipient.Receiver(String name) -> out.u8(RECEIVER).sortedText(name);
        };
    }

    /** Writes the part of a key that all subscriptions of a rule share. */
    static Template.Builder subscriptionsOf(Template.Builder out, BrokerRule rule) {
        return out.u8(SUBSCRIPTION).sortedText(rule.bucket()).sortedText(rule.rule());
    }

    static Recipient read(BytesReader in) {
        int kind = in.u8();
        return switch (kind) {
            case NAMED_TOPIC -> new Recipient.NamedTopic(new TopicRef(in.text(), in.text()));
            case RULE_ADDRESS -> new Recipient.RuleAddress(in.text(), in.text(), in.text());
            case SUBSCRIPTION -> new Recipient.Subscription(in.text(), in.text(), in.text());
            case RECEIVER -> new Recipient.Receiver(in.text());
            default -> throw new IllegalStateException("a kept recipient has kind " + kind);
        };
    }

    /**
     * Reads the text that stood for a recipient up to format 3: the name of a topic, or bucket and
     * name of a rule with its own address.
     */
    static Recipient ofText(String text, String bucketId) {
        int between = text.indexOf('/');
        return between < 0
                ? new Recipient.NamedTopic(TopicRef.of(text))
                : new Recipient.RuleAddress(
                        bucketId, text.substring(0, between), text.substring(between + 1));
    }
}
