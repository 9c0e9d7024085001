package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;

import dev.carillon.registry.BucketRules;
import dev.carillon.registry.OwnRule;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleValidity;
import dev.carillon.store.BucketInfo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The notifications of a document.
 *
 * @param named those that name a topic
 * @param webhooks those with their own address; their ids differ
 */
record NotificationDocument(List<Rule> named, List<Webhook> webhooks) {
    /** The highest number of webhooks of a bucket: each has a lane of its own. */
    static final int MOST_WEBHOOKS = 100;

    NotificationDocument {
        named = List.copyOf(named);
        webhooks = List.copyOf(webhooks);
        var ids = new HashSet<String>();
        for (Webhook webhook : webhooks) {
            if (!ids.add(webhook.id())) {
                throw invalid(
                        "Two %s elements have the Id '%s': give each its own Id"
                                .formatted(WebhookXml.NAME, webhook.id()));
            }
        }
    }

    /** The identity of a rule with a topic, by which a new one replaces an old one. */
    private record Place(String id, Recipient recipient) {
        static Place of(Rule rule) {
            return new Place(rule.id(), rule.recipient());
        }
    }

    boolean isEmpty() {
        return named.isEmpty() && webhooks.isEmpty();
    }

    /**
     * Returns the rules of a bucket after this document was put: a rule replaces the one with its
     * id and topic, a webhook the one with its id, and the others stay. An empty document deletes
     * all; rules of other dialects always stay.
     *
     * @param replace whether the others are deleted
     * @throws NotificationXmlException if the result exceeds the limits, or another dialect uses
     *     the id of a webhook
     */
    BucketRules mergedInto(BucketRules kept, BucketInfo bucket, boolean replace) {
        boolean others = !replace && !isEmpty();
        var places = new LinkedHashMap<Place, Rule>();
        Stream.concat(others ? kept.named().stream() : Stream.empty(), named.stream())
                .forEach(rule -> places.put(Place.of(rule), rule));
        Map<String, OwnRule> hooks = new LinkedHashMap<>();
        Stream<OwnRule> present = kept.own().of(DialectName.MCS).rules().stream();
        Stream.concat(
                        others ? present : Stream.empty(),
                        webhooks.stream().map(webhook -> webhook.kept(bucket)))
                .forEach(ownRule -> hooks.put(ownRule.name(), ownRule));
        List<OwnRule> foreign = kept.own().except(DialectName.MCS).rules();
        checkWebhooks(hooks.keySet(), foreign);
        var own = new ArrayList<>(foreign);
        own.addAll(hooks.values());
        checkLimits(places.values(), own);
        return new BucketRules(List.copyOf(places.values()), kept.own()).with(own);
    }

    private static void checkWebhooks(Set<String> ids, List<OwnRule> foreign) {
        if (ids.size() > MOST_WEBHOOKS) {
            throw invalid(
                    "A bucket may have %d %s elements; with this document it would have %d: delete some first"
                            .formatted(MOST_WEBHOOKS, WebhookXml.NAME, ids.size()));
        }
        for (OwnRule rule : foreign) {
            if (ids.contains(rule.name())) {
                throw invalid(
                        "The Id '%s' is the name of a rule of this bucket that was made through the B2 API: choose another"
                                .formatted(rule.name()));
            }
        }
    }

    private static void checkLimits(Collection<Rule> named, List<OwnRule> own) {
        List<Rule> all = Stream.concat(named.stream(), own.stream().map(OwnRule::rule)).toList();
        try {
            RuleValidity.check(all);
        } catch (RefusedException e) {
            throw NotificationXml.refused(e);
        }
    }
}
