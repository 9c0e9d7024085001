package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.OwnRuleSet;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;
import dev.carillon.store.BucketInfo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/** Converts event notification rules between requests and their stored form. */
final class RuleJson {
    private static final String MAX_EVENTS = "maxEventsPerBatch";
    private static final String IN_TARGET = "max-events-in-target";

    private RuleJson() {}

    /** The recipient that a rule of a bucket is. */
    static RuleAddress address(BucketInfo bucket, String rule) {
        return new RuleAddress(bucket.idText(), bucket.name(), rule);
    }

    /** Returns the stored form of a checked rule. */
    static OwnRule kept(BucketInfo bucket, RuleForm form) {
        var address = address(bucket, form.name());
        var target =
                new Target(form.url(), Map.of(), form.headers(), form.secret().map(Secret::of));
        Topic plain =
                Topic.ofRule(address, bucket.owner(), DialectName.B2, target, form.maxBatch());
        Topic topic = form.batchInTarget() ? plain.with(IN_TARGET, "true") : plain;
        Filter filter =
                form.prefix().isEmpty()
                        ? Filter.all()
                        : new Filter(List.of(new Filter.Prefix(form.prefix(), false)));
        RuleState state = form.enabled() ? new RuleState.Enabled() : new RuleState.Disabled();
        var rule = new Rule(form.name(), address, RuleChecks.events(form), filter, state);
        return new OwnRule(rule, topic);
    }

    /**
     * Returns the answer to reading and setting rules: sorted by name, with secrets in clear,
     * because clients write them back.
     */
    static ObjectNode of(OwnRuleSet set) {
        ObjectNode out = Json.object().put("bucketId", B2Ids.bucket(set.bucketId()));
        ArrayNode all = out.putArray("eventNotificationRules");
        set.rules().forEach(ownRule -> all.add(of(ownRule)));
        return out.put("revision", set.revision());
    }

    private static ObjectNode of(OwnRule own) {
        ObjectNode out = Json.object();
        ArrayNode events = out.putArray("eventTypes");
        own.rule().events().forEach(eventPattern -> events.add(eventPattern.text()));
        state(out, own.rule().state());
        int maxBatch = own.topic().policy().maxBatch();
        out.put(MAX_EVENTS, maxBatch).put("name", own.name()).put("objectNamePrefix", prefix(own));
        own.topic()
                .unopened()
                .ifPresent(secrets -> {
                    throw new B2Exception(
                            500, "internal_error", secrets.objection("the rule " + own.name()));
                });
        Target target = own.topic().target().orElseThrow();
        ObjectNode to = out.putObject("targetConfiguration");
        if (target.headers().isEmpty()) {
            to.putNull("customHeaders");
        } else {
            ArrayNode headers = to.putArray("customHeaders");
            target.headers()
                    .forEach(header ->
                            headers.addObject()
                                    .put("name", header.name())
                                    .put("value", header.value()));
        }
        to.put(
                "hmacSha256SigningSecret",
                target.signingSecret().map(Secret::revealText).orElse(null));
        if (own.topic().attributes().containsKey(IN_TARGET)) {
            to.put(MAX_EVENTS, maxBatch);
        }
        to.put("targetType", "webhook").put("url", target.address());
        return out;
    }

    /**
     * Writes the state of a rule. A suspended rule counts as enabled, because a disabled one has no
     * events and cannot fail.
     */
    private static void state(ObjectNode out, RuleState state) {
        switch (state) {
            case RuleState.Enabled _ -> state(out, true, false, "");
            case RuleState.Disabled _ -> state(out, false, false, "");
            case RuleState.Suspended(String reason) -> state(out, true, true, reason);
        }
    }

    private static void state(ObjectNode out, boolean enabled, boolean suspended, String reason) {
        out.put("isEnabled", enabled).put("isSuspended", suspended).put("suspensionReason", reason);
    }

    /** Returns the prefix of the file names that match a rule; empty text = all. */
    static String prefix(OwnRule own) {
        return own.rule().filter().conditions().stream()
                .filter(Filter.Prefix.class::isInstance)
                .map(condition -> ((Filter.Prefix) condition).value())
                .findFirst()
                .orElse("");
    }
}
