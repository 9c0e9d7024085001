package dev.carillon.s3;

import dev.carillon.event.EventPattern;
import dev.carillon.format.McsDialect;
import dev.carillon.registry.OwnRule;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.store.BucketInfo;

import java.util.List;
import java.util.Map;

/**
 * A {@code SimpleTopicConfiguration} of a document: a rule with its own address in the dialect of
 * MCS.
 *
 * @param id its name, unique among the bucket's rules with their own address
 * @param url the address, exactly as it is signed
 */
record Webhook(String id, String url, List<EventPattern> events, Filter filter) {
    Webhook {
        events = List.copyOf(events);
    }

    /** Returns its address as a target: never log it, the URL may hold a token. */
    Target target() {
        return new Target(url, Map.of());
    }

    /** Returns its stored form in a bucket. */
    OwnRule kept(BucketInfo bucket) {
        var address = new RuleAddress(bucket.idText(), bucket.name(), id);
        var rule = new Rule(id, address, events, filter, new RuleState.Enabled());
        return new OwnRule(rule, McsDialect.topic(rule, bucket.owner(), target()));
    }

    /** Returns the URL of a stored webhook. */
    static String url(OwnRule rule) {
        return rule.topic().target().map(Target::address).orElse("");
    }
}
