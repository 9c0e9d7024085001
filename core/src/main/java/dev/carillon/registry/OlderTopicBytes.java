package dev.carillon.registry;

import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.BytesReader;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads topics of the versions 1 to 3 of {@link TopicBytes}. In them a text stood for the
 * recipient, a slash in it distinguished a rule's own address from a named topic, and options of
 * the target held what the dialect's name holds now. Version 2 had no headers and no secret;
 * version 1 also had time to live, retries and pause before the opaque data.
 */
final class OlderTopicBytes {
    private static final int TIME_TO_LIVE = 4;
    private static final int RETRIES = 8;
    private static final int PAUSE = 16;

    /** The attribute that held the id of a rule's bucket. */
    private static final String BUCKET_ID = "bucket-id";

    /** The option that held the dialect of a rule with its own address. */
    private static final String FORMAT = "format";

    /** The option that held a value which is only shown to B2 clients. */
    private static final String IN_TARGET = "max-events-in-target";

    private OlderTopicBytes() {}

    /** Reads everything after version and lane. */
    static Topic read(BytesReader in) {
        String text = in.text();
        String owner = in.text();
        int flags = in.u8();
        Optional<Target> target =
                TopicBytes.has(flags, TopicBytes.TARGET)
                        ? Optional.of(TopicBytes.target(in, flags))
                        : Optional.empty();
        skipRetries(in, flags);
        String opaqueData = in.text();
        Map<String, String> attributes = in.map();
        Recipient recipient = RecipientBytes.ofText(text, attributes.getOrDefault(BUCKET_ID, ""));
        boolean persistent = TopicBytes.has(flags, TopicBytes.PERSISTENT);
        return switch (recipient) {
            case Recipient.NamedTopic(var ref) ->
                    Topic.named(ref, owner, target, persistent, opaqueData, attributes);
            case Recipient.RuleAddress _, Recipient.Subscription _, Recipient.Receiver _ ->
                    new Topic(
                            recipient,
                            owner,
                            DialectName.B2,
                            target.map(OlderTopicBytes::bare),
                            persistent,
                            opaqueData,
                            ofRule(attributes, target));
        };
    }

    private static Target bare(Target target) {
        var options = new TreeMap<>(target.options());
        options.remove(FORMAT);
        options.remove(IN_TARGET);
        return new Target(target.address(), options, target.headers(), target.signingSecret());
    }

    private static Map<String, String> ofRule(
            Map<String, String> attributes, Optional<Target> target) {
        var own = new TreeMap<>(attributes);
        own.remove(BUCKET_ID);
        target.map(to -> to.options().get(IN_TARGET)).ifPresent(value -> own.put(IN_TARGET, value));
        return own;
    }

    /** Skips fields that only version 1 has; its attributes hold the same values. */
    private static void skipRetries(BytesReader in, int flags) {
        if (TopicBytes.has(flags, TIME_TO_LIVE)) {
            skipDuration(in);
        }
        if (TopicBytes.has(flags, RETRIES)) {
            in.i32();
        }
        if (TopicBytes.has(flags, PAUSE)) {
            skipDuration(in);
        }
    }

    private static void skipDuration(BytesReader in) {
        in.i64();
        in.i32();
    }
}
