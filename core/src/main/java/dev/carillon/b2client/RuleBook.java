package dev.carillon.b2client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads and changes the rules of buckets. B2 sets all rules of a bucket at once, so a change reads,
 * modifies and sets them. With Carillon the set is conditional on the revision that was read, and
 * is retried after a conflict; Backblaze has no revision, and the last writer wins.
 */
public final class RuleBook {
    private static final int TRIES = 10;
    private static final String CONFLICT = "conflict";
    private static final String RULES = "eventNotificationRules";

    private final B2Api api;

    /** Creates access to the rules behind an API. */
    public RuleBook(B2Api api) {
        this.api = api;
    }

    /**
     * The result of a test event.
     *
     * @param report the steps, for people
     */
    public record Tested(boolean delivered, String report) {}

    /** Returns the rules of a bucket. */
    public BucketRules read(String bucket) {
        return read(bucket, bucketId(bucket));
    }

    /** Returns the rules of all buckets that the key may see, by the names of the buckets. */
    public List<BucketRules> readAll() {
        return buckets(Optional.empty())
                .valueStream()
                .map(bucket ->
                        read(
                                bucket.path("bucketName").asString(""),
                                bucket.path("bucketId").asString("")))
                .sorted(Comparator.comparing(BucketRules::bucket))
                .toList();
    }

    private BucketRules read(String bucket, String id) {
        return rules(bucket, api.call("b2_get_bucket_notification_rules", ofBucket(id)));
    }

    /** Creates a rule; its name must be free. */
    public B2Rule create(String bucket, B2Rule rule) {
        return change(
                        bucket,
                        before -> {
                            if (before.find(rule.name()).isPresent()) {
                                throw B2ClientException.of(
                                        "rule with name '%s' already exists on bucket '%s'"
                                                .formatted(rule.name(), bucket));
                            }
                            return before.with(rule);
                        })
                .needed(rule.name());
    }

    /** Changes a rule. */
    public B2Rule update(String bucket, String name, RuleEdit edit) {
        return change(bucket, before -> before.with(before.needed(name).with(edit))).needed(name);
    }

    /** Deletes a rule. */
    public void delete(String bucket, String name) {
        change(
                bucket,
                before -> {
                    if (before.find(name).isEmpty()) {
                        throw B2ClientException.of(
                                "no such rule to delete: '%s' on bucket '%s', available rules: %s"
                                        .formatted(name, bucket, before.names()));
                    }
                    return before.without(name);
                });
    }

    /**
     * Resumes a suspended rule. At Backblaze a suspended rule can only be deleted and created
     * again; events between the two are not delivered.
     */
    public B2Rule resume(String bucket, String name) {
        BucketRules before = read(bucket);
        B2Rule rule = before.needed(name);
        if (!rule.suspended()) {
            return rule;
        }
        if (!before.ofCarillon()) {
            set(before, before.without(name));
            return madeAgain(before, rule);
        }
        ObjectNode said =
                api.call(
                        "carillon_resume_bucket_notification_rule",
                        ofBucket(before.bucketId()).put("ruleName", name));
        return rules(bucket, said).needed(name);
    }

    /**
     * Creates a deleted rule again. If that fails, the message contains the rule for its owner,
     * because it exists nowhere else.
     */
    private B2Rule madeAgain(BucketRules before, B2Rule rule) {
        try {
            return set(before, before.with(rule)).needed(rule.name());
        } catch (B2ClientException e) {
            throw B2ClientException.of(
                    "rule '%s' was deleted to resume it, and could not be made again: %s. Make it"
                                    .formatted(rule.name(), e.getMessage())
                            + " yourself of this, which has its signing secret: "
                            + rule.toSet(),
                    e);
        }
    }

    /**
     * Sends a test event by a rule.
     *
     * @throws B2ClientException also if the service cannot do that
     */
    public Tested test(String bucket, String name) {
        BucketRules rules = read(bucket);
        rules.needed(name);
        if (!rules.ofCarillon()) {
            throw B2ClientException.of(
                    "Backblaze sends test events from its web console only: see the bucket's event"
                            + " notifications there, or upload a file the rule asks for");
        }
        ObjectNode said =
                api.call(
                        "carillon_test_bucket_notification_rule",
                        ofBucket(rules.bucketId()).put("ruleName", name));
        return new Tested(
                said.path("delivered").asBoolean(false), said.path("report").asString(""));
    }

    /**
     * Sets the rules of a plan, if its bucket still has the rules for which the plan was made.
     *
     * @throws B2ClientException if that was not done; the bucket has its previous rules
     */
    public BucketRules apply(RulesPlan plan) {
        try {
            return set(plan.before(), plan.after());
        } catch (B2ClientException e) {
            String why =
                    e.code().equals(CONFLICT)
                            ? "its rules were changed while the plan was shown: run it again"
                            : e.getMessage();
            throw B2ClientException.of(
                    "b2://%s was not changed: %s".formatted(plan.before().bucket(), why), e);
        }
    }

    private BucketRules change(String bucket, Function<BucketRules, List<B2Rule>> change) {
        return edit(bucket, before -> Optional.of(change.apply(before)));
    }

    /**
     * Changes the rules of a bucket. After a conflict they are read again, and the change is made
     * to what they are then.
     *
     * @param change returns all rules that the bucket shall have; empty = they stay as they are
     * @return the rules that it has now
     */
    public BucketRules edit(String bucket, Function<BucketRules, Optional<List<B2Rule>>> change) {
        for (int tried = 1; ; tried++) {
            BucketRules before = read(bucket);
            try {
                return change.apply(before).map(rules -> set(before, rules)).orElse(before);
            } catch (B2ClientException e) {
                if (!e.code().equals(CONFLICT) || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Returns whether there is a bucket of this name that the key may see. */
    public boolean has(String bucket) {
        return buckets(Optional.of(bucket)).path(0).path("bucketId").isString();
    }

    private BucketRules set(BucketRules before, List<B2Rule> rules) {
        ObjectNode request = ofBucket(before.bucketId());
        ArrayNode all = request.putArray(RULES);
        rules.forEach(b2Rule -> all.add(b2Rule.toSet()));
        before.revision().ifPresent(number -> request.put("ifRevisionIs", number));
        return rules(before.bucket(), api.call("b2_set_bucket_notification_rules", request));
    }

    private String bucketId(String bucket) {
        JsonNode found = buckets(Optional.of(bucket)).path(0);
        if (!found.path("bucketId").isString()) {
            throw B2ClientException.of(
                    "bucket '%s' does not exist, or this key may not see it".formatted(bucket));
        }
        return found.path("bucketId").asString();
    }

    private JsonNode buckets(Optional<String> named) {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("accountId", api.accountId());
        named.ifPresent(text -> request.put("bucketName", text));
        return api.call("b2_list_buckets", request).path("buckets");
    }

    private static ObjectNode ofBucket(String id) {
        return JsonMapper.shared().createObjectNode().put("bucketId", id);
    }

    private static BucketRules rules(String bucket, ObjectNode said) {
        List<B2Rule> rules =
                said.path(RULES)
                        .valueStream()
                        .filter(ObjectNode.class::isInstance)
                        .map(node -> B2Rule.of((ObjectNode) node))
                        .toList();
        JsonNode revision = said.path("revision");
        return new BucketRules(
                said.path("bucketId").asString(""),
                bucket,
                rules,
                revision.isNumber() ? OptionalLong.of(revision.asLong()) : OptionalLong.empty());
    }
}
