package dev.carillon.b2;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.DiagnosisText;
import dev.carillon.http.Answer;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.TopicTest;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.OwnRuleSet;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.RuleState;
import dev.carillon.store.BucketInfo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Answers b2_get_bucket_notification_rules and b2_set_bucket_notification_rules, and two calls that
 * B2 does not have: resume and test. Changes are durable when they are answered. Thread-safe.
 */
final class RuleCalls {
    private final Services services;
    private final BucketFinder buckets;
    private final RuleChecks checks;

    /** The services that keep and test rules, and are notified of their changes. */
    record Services(OwnRules rules, Topics topics, Notifier notifier, TopicTest test) {}

    RuleCalls(Services services, BucketFinder buckets, TargetRules targets) {
        this.services = services;
        this.buckets = buckets;
        this.checks = new RuleChecks(targets);
    }

    /** Answers b2_get_bucket_notification_rules, by GET and by POST. */
    Answer get(Call call) {
        call.caller().may(Capabilities.READ_RULES);
        BucketInfo bucket = buckets.of(call);
        return answer(call, rules(bucket));
    }

    /**
     * Answers b2_set_bucket_notification_rules: replaces all rules that the caller's key may see,
     * or none. A key with a name prefix sees the rules whose prefix begins with it; the bucket's
     * other rules stay unchanged.
     */
    Answer set(Call call) {
        call.caller().may(Capabilities.WRITE_RULES);
        BucketInfo bucket = buckets.of(call);
        List<RuleForm> forms =
                call
                        .fields()
                        .objects("eventNotificationRules")
                        .orElseThrow(() ->
                                call.fields()
                                        .wrong("eventNotificationRules", "is required: a list"))
                        .stream()
                        .map(RuleForm::of)
                        .toList();
        forms.forEach(ruleForm -> call.caller().named(ruleForm.prefix()));
        checks.check(forms);
        OptionalLong revision = call.fields().number("ifRevisionIs");
        List<OwnRule> wanted =
                forms.stream().map(ruleForm -> RuleJson.kept(bucket, ruleForm)).toList();
        return changed(
                call,
                services.rules()
                        .change(
                                bucket.idText(),
                                before -> {
                                    checkRevision(revision, before);
                                    List<OwnRule> hidden = hidden(call, before);
                                    List<OwnRule> others = before.except(DialectName.B2).rules();
                                    RuleChecks.checkBeside(hidden, forms);
                                    RuleChecks.checkTaken(others, forms);
                                    Stream<OwnRule> after =
                                            wanted.stream().map(ownRule -> after(before, ownRule));
                                    return Stream.of(hidden.stream(), others.stream(), after)
                                            .flatMap(Function.identity())
                                            .toList();
                                }));
    }

    /** Answers carillon_resume_bucket_notification_rule: enables a suspended rule again. */
    Answer resume(Call call) {
        call.caller().may(Capabilities.WRITE_RULES);
        BucketInfo bucket = buckets.of(call);
        String rule = seen(call, bucket);
        Optional<OwnRules.Changed> changed = services.rules().resume(bucket.idText(), rule);
        if (changed.isEmpty()) {
            throw noRule(rule);
        }
        return changed(call, changed);
    }

    /**
     * Answers carillon_test_bucket_notification_rule: sends a b2:TestEvent, and returns the result.
     */
    Answer test(Call call) {
        call.caller().may(Capabilities.WRITE_RULES);
        BucketInfo bucket = buckets.of(call);
        String rule = seen(call, bucket);
        KeptTopic topic =
                services.topics()
                        .find(RuleJson.address(bucket, rule))
                        .orElseThrow(() -> noRule(rule));
        Diagnosis diagnosis = services.test().run(topic).orElseThrow();
        return Json.answer(
                Json.object()
                        .put("bucketId", call.needed("bucketId"))
                        .put("ruleName", rule)
                        .put("delivered", diagnosis.ok())
                        .put("result", diagnosis.result().summary())
                        .put("advice", diagnosis.advice())
                        .put("report", DiagnosisText.of(diagnosis)));
    }

    private static void checkRevision(OptionalLong revision, OwnRuleSet before) {
        if (revision.isPresent() && revision.getAsLong() != before.revision()) {
            throw B2Exception.conflict(
                    "The rules were changed since, their revision is %d: read them again"
                            .formatted(before.revision()));
        }
    }

    /**
     * Returns the rule to store. A suspended rule may stay unchanged or be removed, but not edited.
     */
    private static OwnRule after(OwnRuleSet before, OwnRule wanted) {
        Optional<OwnRule> suspended = before.find(wanted.name()).filter(OwnRule::suspended);
        if (suspended.isEmpty()) {
            return wanted;
        }
        if (!suspended.get().in(new RuleState.Enabled()).equals(wanted)) {
            throw RuleError.CANNOT_EDIT_SUSPENDED_RULE.because(
                    "The rule %s is suspended: it can be deleted and made again, or resumed (carillon"
                                    .formatted(wanted.name())
                            + " rule resume), but not edited");
        }
        return suspended.get();
    }

    /** Returns the rule that a call names, if the caller's key may see it. */
    private String seen(Call call, BucketInfo bucket) {
        String name = call.needed("ruleName");
        return rules(bucket)
                .find(name)
                .filter(ownRule -> sees(call, ownRule))
                .map(OwnRule::name)
                .orElseThrow(() -> noRule(name));
    }

    private OwnRuleSet rules(BucketInfo bucket) {
        return services.rules()
                .of(bucket.idText())
                .map(ownRuleSet -> ownRuleSet.of(DialectName.B2))
                .orElseThrow(this::gone);
    }

    private static List<OwnRule> hidden(Call call, OwnRuleSet set) {
        return set.of(DialectName.B2).rules().stream()
                .filter(ownRule -> !sees(call, ownRule))
                .toList();
    }

    private static boolean sees(Call call, OwnRule rule) {
        return call.caller().sees(RuleJson.prefix(rule));
    }

    private Answer changed(Call call, Optional<OwnRules.Changed> changed) {
        OwnRules.Changed done = changed.orElseThrow(this::gone);
        services.notifier().rulesChanged(done);
        return answer(call, done.set());
    }

    /** Returns the answer with the rules that the caller's key may see. */
    private static Answer answer(Call call, OwnRuleSet set) {
        List<OwnRule> visible =
                set.of(DialectName.B2).rules().stream()
                        .filter(ownRule -> sees(call, ownRule))
                        .toList();
        return Json.answer(RuleJson.of(new OwnRuleSet(set.bucketId(), visible, set.revision())));
    }

    private B2Exception gone() {
        return new B2Exception(
                400, "bad_bucket_id", "Bucket does not exist: it was deleted meanwhile");
    }

    private static B2Exception noRule(String name) {
        return B2Exception.bad(
                "The bucket has no rule %s: see b2_get_bucket_notification_rules".formatted(name));
    }
}
