package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;

import dev.carillon.format.S3EventNames;
import dev.carillon.http.Answer;
import dev.carillon.http.Query;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.registry.BucketRules;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.OwnRules;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Rule;
import dev.carillon.rule.Target;
import dev.carillon.store.BucketInfo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Answers {@code ?notification} of an existing bucket that the caller may change. Changes are
 * durable when the method returns. Thread-safe.
 *
 * <p>Every method throws {@link NotificationXmlException} for refusals.
 */
final class NotificationCalls {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationCalls.class);
    private static final String REPLACE = "x-carillon-replace";

    /** The header that stores webhooks without the confirmation of their endpoints. */
    static final String SKIP = "x-amz-skip-destination-validation";

    private final S3Face.Notifications services;
    private final String region;

    /** Creates the calls over these services; topics are named with the region. */
    NotificationCalls(S3Face.Notifications services, String region) {
        this.services = services;
        this.region = region;
    }

    /**
     * Answers GET, PUT or DELETE {@code ?notification[=id]}, or {@code &notification-id=id}, which
     * boto3 with Ceph's extras sends. Requested events that are never sent are named in the
     * answer's {@code x-carillon-warning}, and in the log.
     *
     * @param body already read and checked against its signature; empty except for PUT
     */
    Answer answer(Request request, BucketInfo bucket, byte[] body) {
        String id = id(request.query());
        return switch (request.method()) {
            case "GET" -> Answer.of(200, "application/xml", get(bucket, id));
            case "PUT" -> {
                if (!id.isEmpty()) {
                    throw invalid(
                            "PUT ?notification takes no id: the document names each notification");
                }
                var how = new PutOptions(flag(request, REPLACE), flag(request, SKIP));
                List<String> warnings = put(bucket, body, how);
                warnings.forEach(warning -> LOG.warn("bucket {}: {}", bucket.name(), warning));
                yield Warnings.of(warnings).on(Answer.of(200));
            }
            case "DELETE" -> {
                delete(bucket, id);
                yield Answer.of(200);
            }
            default -> throw new IllegalArgumentException(request.method() + " ?notification");
        };
    }

    private static String id(Query query) {
        List<String> ids =
                Stream.of("notification", "notification-id")
                        .flatMap(name -> query.all(name).stream())
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList();
        if (ids.size() > 1) {
            throw invalid("notification and notification-id name different ids: send one of them");
        }
        return ids.isEmpty() ? "" : ids.getFirst();
    }

    private static boolean flag(Request request, String header) {
        String text = request.header(header).orElse("").strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw invalid(header + " must be true or false, not: " + text);
        };
    }

    /**
     * The options of a put, from its headers.
     *
     * @param replace whether existing notifications are removed
     * @param unconfirmed whether webhooks are stored without the confirmation of their endpoints
     */
    record PutOptions(boolean replace, boolean unconfirmed) {}

    /**
     * Stores a document: merges it with the existing notifications, those with a topic by id and
     * topic and webhooks by id. An empty one deletes all. Endpoints of new webhooks, and of those
     * whose URL changes, must confirm the subscription first.
     *
     * @return a warning for each stored rule with events that are never sent
     */
    List<String> put(BucketInfo bucket, byte[] document, PutOptions how) {
        NotificationDocument put = NotificationXml.read(document);
        put.named().forEach(this::checkTopic);
        put.webhooks().forEach(this::checkTarget);
        var confirmation = new WebhookConfirmation(services.handshakes(), put, bucket);
        if (how.unconfirmed()) {
            confirmation.skip();
        }
        UnaryOperator<BucketRules> merge = kept -> put.mergedInto(kept, bucket, how.replace());
        BucketRules present = rules(bucket);
        var _ = merge.apply(present);
        confirmation.complete(present);
        while (!tryChange(bucket, confirmation, merge)) {
            confirmation.complete(rules(bucket));
        }
        return Stream.concat(
                        put.named().stream(),
                        put.webhooks().stream().map(webhook -> webhook.kept(bucket).rule()))
                .flatMap(rule -> S3EventNames.warning(rule).stream())
                .toList();
    }

    /**
     * Returns the notifications of a bucket as a document.
     *
     * @param id of one of them; empty for all. If several use it, the first by name of its topic or
     *     address
     */
    byte[] get(BucketInfo bucket, String id) {
        BucketRules kept = rules(bucket);
        List<OwnRule> webhooks = kept.own().of(DialectName.MCS).rules();
        BucketRules shown = kept.with(webhooks);
        return NotificationXml.write(id.isEmpty() ? shown : one(shown, id), region);
    }

    /**
     * Deletes the notifications with an id.
     *
     * @param id empty for all; an unknown one is not an error
     */
    void delete(BucketInfo bucket, String id) {
        change(
                bucket,
                kept ->
                        new BucketRules(
                                        kept.named().stream()
                                                .filter(rule -> !isMeant(rule, id))
                                                .toList(),
                                        kept.own())
                                .with(
                                        kept.own().rules().stream()
                                                .filter(ownRule -> !isMeant(ownRule, id))
                                                .toList()));
    }

    private static boolean isMeant(OwnRule rule, String id) {
        return rule.dialect().equals(DialectName.MCS) && isMeant(rule.rule(), id);
    }

    private static boolean isMeant(Rule rule, String id) {
        return id.isEmpty() || rule.id().equals(id);
    }

    private void checkTopic(Rule rule) {
        if (services.topics().find(rule.recipient()).isEmpty()) {
            throw new NotificationXmlException(
                    NotificationXmlException.Code.NO_SUCH_KEY,
                    "The topic '%s' does not exist: create it first"
                            .formatted(rule.recipient().shown()));
        }
    }

    private void checkTarget(Webhook webhook) {
        Target target = webhook.target();
        services.targets()
                .objection(target)
                .ifPresent(why -> {
                    throw invalid("The Url of '%s' is refused: %s".formatted(webhook.id(), why));
                });
    }

    private BucketRules rules(BucketInfo bucket) {
        return services.rules().all(bucket.idText()).orElseThrow(NotificationCalls::gone);
    }

    /**
     * Changes the rules of a bucket, unless a webhook must be confirmed first because of what
     * others changed meanwhile.
     *
     * @return false if nothing was changed for that reason
     */
    private boolean tryChange(
            BucketInfo bucket,
            WebhookConfirmation confirmation,
            UnaryOperator<BucketRules> change) {
        try {
            change(
                    bucket,
                    kept -> {
                        if (!confirmation.isComplete(kept)) {
                            throw new IncompleteException();
                        }
                        return change.apply(kept);
                    });
            return true;
        } catch (IncompleteException _) {
            return false;
        }
    }

    private void change(BucketInfo bucket, UnaryOperator<BucketRules> change) {
        OwnRules.Changed changed =
                services.rules()
                        .changeAll(bucket.idText(), change)
                        .orElseThrow(NotificationCalls::gone);
        services.notifier().rulesChanged(changed);
    }

    private static BucketRules one(BucketRules rules, String id) {
        Stream<Rule> all =
                Stream.concat(
                        rules.named().stream(), rules.own().rules().stream().map(OwnRule::rule));
        Rule found =
                all.filter(rule -> rule.id().equals(id))
                        .min(Comparator.comparing(rule -> rule.recipient().shown()))
                        .orElseThrow(() ->
                                new NotificationXmlException(
                                        NotificationXmlException.Code.NO_SUCH_KEY,
                                        "The bucket has no notification '%s'".formatted(id)));
        List<Rule> named = rules.named().stream().filter(found::equals).toList();
        return new BucketRules(named, rules.own())
                .with(
                        rules.own().rules().stream()
                                .filter(ownRule -> ownRule.rule().equals(found))
                                .toList());
    }

    private static NotificationXmlException gone() {
        return new NotificationXmlException(
                NotificationXmlException.Code.NO_SUCH_BUCKET,
                "The specified bucket does not exist");
    }

    /** Thrown inside a change to leave everything as it is. */
    private static final class IncompleteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IncompleteException() {
            super("a webhook is not confirmed", null, false, false);
        }
    }
}
