package dev.carillon.broker;

import dev.carillon.http.Answer;
import dev.carillon.http.Warnings;
import dev.carillon.notifier.Publications;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Subscriptions;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.TargetCheck;
import dev.carillon.rule.Topic;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The control calls. A change is durable when its method returns. Thread-safe. */
final class SubscriptionCalls {
    private static final Pattern KEY = Pattern.compile("[!-~]([ -~]{0,253}[!-~])?");

    private final Subscriptions subscriptions;
    private final Publications publications;
    private final TargetCheck targets;
    private final SubscriptionFigures figures;

    SubscriptionCalls(BrokerFace.Services services) {
        this.subscriptions = services.subscriptions();
        this.publications = services.publications();
        this.targets = services.targets();
        this.figures =
                new SubscriptionFigures(
                        services.journal(), services.letters(), services.deliverer());
    }

    /** Shows the level of subscriptions that a path names, or one subscription in detail. */
    Answer show(ControlPath path) {
        if (path.hasId()) {
            return Answers.json(detail(found(path)));
        }
        if (path.hasRule()) {
            return Answers.json(SubscriptionDocuments.ofRule(ofRule(path)));
        }
        return Answers.json(
                path.bucket().isEmpty()
                        ? SubscriptionDocuments.ofAll(subscriptions.all())
                        : SubscriptionDocuments.ofBucket(ofBucket(path)));
    }

    /** Answers whether the level or the subscription exists. */
    Answer head(ControlPath path) {
        if (path.hasId()) {
            found(path);
        } else if (path.hasRule()) {
            ofRule(path);
        } else if (!path.bucket().isEmpty()) {
            ofBucket(path);
        }
        return Answers.empty(200);
    }

    /**
     * Creates a subscription.
     *
     * @param payload the request's document; empty if it has none
     * @param idempotencyKeys the values of that header
     */
    Answer create(ControlPath path, Optional<JsonNode> payload, List<String> idempotencyKeys) {
        checkName("bucket", path.bucket());
        checkName("rule", path.rule());
        var form = SubscriptionForm.read(payload, targets);
        Topic wanted = topic(path, form, key(idempotencyKeys));
        Subscriptions.Creation creation = create(wanted);
        KeptTopic kept = creation.topic();
        if (creation instanceof Subscriptions.Creation.Existed
                && !sameRequest(kept.topic(), wanted)) {
            throw BrokerException.conflict(
                    "Idempotency-Key was used for another payload: send another key.");
        }
        Answer answer =
                Answers.json(
                        Answers.object().put("id", SubscriptionDocuments.recipient(kept).id()));
        return Warnings.of(form.warnings()).on(answer);
    }

    /** Deletes a subscription and answers what it was. */
    Answer delete(ControlPath path) {
        if (subscriptions.of(path.bucket()).isEmpty()) {
            throw BrokerException.notFound("No subscriptions for " + path.rule());
        }
        KeptTopic found = found(path);
        if (!publications.unsubscribe(found)) {
            throw idNotFound(path);
        }
        return Answers.json(SubscriptionDocuments.brief(found.topic()));
    }

    private static void checkName(String what, String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw BrokerException.invalid(
                    "The name of the %s has control characters: send it without.".formatted(what));
        }
    }

    private Subscriptions.Creation create(Topic wanted) {
        try {
            return subscriptions.create(wanted);
        } catch (RefusedException e) {
            throw BrokerException.invalid(e.getMessage() + ".");
        }
    }

    private static Topic topic(ControlPath path, SubscriptionForm form, Optional<String> key) {
        var recipient =
                new Recipient.Subscription(
                        path.bucket(), path.rule(), UUID.randomUUID().toString());
        var attributes = new SubscriptionAttributes(form.maxFailureCount(), form.keep(), key);
        return Topic.ofSubscription(
                recipient, form.format().dialect(), new Target(form.url(), Map.of()), attributes);
    }

    /** Returns whether two requests with the same key asked for the same. */
    private static boolean sameRequest(Topic one, Topic other) {
        return one.target().equals(other.target())
                && one.dialect().equals(other.dialect())
                && SubscriptionAttributes.of(one).equals(SubscriptionAttributes.of(other));
    }

    private static Optional<String> key(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String key = values.getFirst();
        if (values.size() > 1 || !KEY.matcher(key).matches()) {
            throw BrokerException.invalid(
                    "Idempotency-Key is not valid: send it once, with 1 to 255 printable ASCII"
                            + " characters.");
        }
        return Optional.of(key);
    }

    private ObjectNode detail(KeptTopic kept) {
        Topic topic = kept.topic();
        ObjectNode document = SubscriptionDocuments.brief(topic);
        MessageForm.of(topic.dialect()).ifPresent(form -> document.put("format", form.shown()));
        if (SubscriptionAttributes.of(topic).kept()) {
            document.put("keep", true);
        } else {
            topic.policy()
                    .retry()
                    .maxRetries()
                    .ifPresent(retries -> document.put("maxFailureCount", retries + 1));
        }
        document.set("statistics", figures.document(kept));
        return document;
    }

    private List<KeptTopic> ofBucket(ControlPath path) {
        List<KeptTopic> found = subscriptions.of(path.bucket());
        if (found.isEmpty()) {
            throw BrokerException.notFound("No rules found for " + path.bucket());
        }
        return found;
    }

    private List<KeptTopic> ofRule(ControlPath path) {
        List<KeptTopic> found = subscriptions.of(path.bucket(), path.rule()).topics();
        if (found.isEmpty()) {
            ofBucket(path);
            throw BrokerException.notFound(
                    "Rule %s not found for %s".formatted(path.rule(), path.bucket()));
        }
        return found;
    }

    private KeptTopic found(ControlPath path) {
        ofRule(path);
        return subscriptions
                .find(path.bucket(), path.rule(), path.id())
                .orElseThrow(() -> idNotFound(path));
    }

    private static BrokerException idNotFound(ControlPath path) {
        return BrokerException.notFound(
                "ID %s not found for %s/%s".formatted(path.id(), path.bucket(), path.rule()));
    }
}
