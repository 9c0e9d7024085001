package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;

import dev.carillon.notifier.Handshakes;
import dev.carillon.notifier.Handshakes.Unconfirmed;
import dev.carillon.registry.BucketRules;
import dev.carillon.registry.OwnRule;
import dev.carillon.rule.DialectName;
import dev.carillon.store.BucketInfo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The confirmation of the webhooks of one document: a new one, and one whose URL changed, must have
 * been confirmed by its endpoint before it is stored. For one request, on one thread.
 */
final class WebhookConfirmation {
    private final Handshakes handshakes;
    private final List<OwnRule> wanted;

    /** The names of the webhooks that were confirmed in this request, or need not be. */
    private final Set<String> confirmed = new HashSet<>();

    /** Creates the confirmation; nothing is sent yet. */
    WebhookConfirmation(Handshakes handshakes, NotificationDocument document, BucketInfo bucket) {
        this.handshakes = handshakes;
        this.wanted = document.webhooks().stream().map(webhook -> webhook.kept(bucket)).toList();
    }

    /** Marks every webhook as confirmed. */
    void skip() {
        wanted.forEach(ownRule -> confirmed.add(ownRule.name()));
    }

    /** Returns whether every webhook may be stored among the present rules. */
    boolean isComplete(BucketRules present) {
        return open(present).isEmpty();
    }

    /**
     * Asks the endpoint of each unconfirmed webhook to confirm it.
     *
     * @throws NotificationXmlException if one of them does not
     */
    void complete(BucketRules present) {
        List<OwnRule> open = open(present);
        handshakes
                .confirm(open.stream().map(OwnRule::topic).toList())
                .ifPresent(unconfirmed -> {
                    throw refusal(unconfirmed);
                });
        open.forEach(ownRule -> confirmed.add(ownRule.name()));
    }

    private List<OwnRule> open(BucketRules present) {
        return wanted.stream()
                .filter(ownRule -> !confirmed.contains(ownRule.name()))
                .filter(ownRule -> !isKnown(ownRule, present))
                .toList();
    }

    private static boolean isKnown(OwnRule wanted, BucketRules present) {
        return present.own()
                .of(DialectName.MCS)
                .find(wanted.name())
                .filter(before -> Webhook.url(before).equals(Webhook.url(wanted)))
                .isPresent();
    }

    private static NotificationXmlException refusal(Unconfirmed unconfirmed) {
        return invalid(
                "The endpoint of %s did not confirm the subscription, so nothing was stored: %s. Send x-amz-skip-destination-validation: true to store it unconfirmed"
                        .formatted(unconfirmed.topic().name(), unconfirmed.reason()));
    }
}
