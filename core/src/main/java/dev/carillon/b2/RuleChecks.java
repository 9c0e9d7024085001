package dev.carillon.b2;

import dev.carillon.event.EventPattern;
import dev.carillon.format.B2EventNames;
import dev.carillon.registry.OwnRule;
import dev.carillon.rule.CustomHeaders;
import dev.carillon.rule.Target;
import dev.carillon.signature.B2Signature;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks event notification rules, each and together, in this order: their number; for each one its
 * name, event types, URL, headers and secret; then duplicate names and overlapping prefixes. The
 * first error is reported.
 */
final class RuleChecks {
    private static final int MOST_RULES = 25;
    private static final String NAME = "[A-Za-z0-9-]{6,63}";
    private static final int MOST_PREFIX_BYTES = 1_024;

    private final TargetRules targets;

    RuleChecks(TargetRules targets) {
        this.targets = targets;
    }

    /** Refuses the whole set if any part of it is invalid. */
    void check(List<RuleForm> rules) {
        if (rules.size() > MOST_RULES) {
            throw RuleError.TOO_MANY_EVENT_NOTIFICATION_RULES.because(
                    "A bucket has at most %d event notification rules, not %d: remove some"
                            .formatted(MOST_RULES, rules.size()));
        }
        rules.forEach(this::check);
        checkNames(rules);
        PrefixOverlap.check(rules);
    }

    /**
     * Refuses a checked set that conflicts with the bucket's rules that the caller's key may not
     * see: together they are too many, a name is taken, or prefixes overlap.
     */
    static void checkBeside(List<OwnRule> hidden, List<RuleForm> rules) {
        if (!hidden.isEmpty() && hidden.size() + rules.size() > MOST_RULES) {
            throw RuleError.TOO_MANY_EVENT_NOTIFICATION_RULES.because(
                    "A bucket has at most %d event notification rules, those that this application"
                                    .formatted(MOST_RULES)
                            + " key may not see among them: remove some");
        }
        checkTaken(hidden, rules);
        for (RuleForm rule : rules) {
            hidden.forEach(ownRule -> PrefixOverlap.check(rule, ownRule));
        }
    }

    /** Refuses a name that one of the bucket's other rules has. */
    static void checkTaken(List<OwnRule> others, List<RuleForm> rules) {
        for (RuleForm rule : rules) {
            if (others.stream().anyMatch(ownRule -> ownRule.name().equals(rule.name()))) {
                throw RuleError.RULE_NAME_INVALID.because(
                        "The rule name %s is taken in this bucket: choose another"
                                .formatted(rule.name()));
            }
        }
    }

    private void check(RuleForm rule) {
        if (!rule.name().matches(NAME) || rule.name().startsWith("b2-")) {
            throw RuleError.RULE_NAME_INVALID.because(
                    "The rule name '%s' must be 6 to 63 letters, digits and hyphens, and not begin"
                                    .formatted(rule.name())
                            + " with b2-");
        }
        checkEvents(rule);
        if (rule.prefix().getBytes(StandardCharsets.UTF_8).length > MOST_PREFIX_BYTES) {
            throw B2Exception.bad("objectNamePrefix has at most 1024 bytes: shorten it");
        }
        if (!rule.targetType().equals("webhook")) {
            throw B2Exception.bad("targetType must be webhook");
        }
        targets.check(rule.url());
        checkHeaders(rule.headers());
        if (rule.secret().filter(secret -> !B2Signature.isSecret(secret)).isPresent()) {
            throw RuleError.SIGNING_SECRET_INVALID.because(
                    "hmacSha256SigningSecret must be " + B2Signature.SECRET_FORM);
        }
    }

    private static void checkEvents(RuleForm rule) {
        if (rule.eventTypes().isEmpty()) {
            throw RuleError.EVENT_TYPES_EMPTY.because(
                    "The rule %s has no event types: name at least one".formatted(rule.name()));
        }
        for (String name : rule.eventTypes()) {
            if (B2EventNames.parse(name).isEmpty()) {
                throw RuleError.EVENT_TYPE_INVALID.because(
                        "'%s' is no event type; there are %s"
                                .formatted(name, String.join(", ", B2EventNames.all())));
            }
        }
        var seen = new HashSet<String>();
        for (String name : rule.eventTypes()) {
            for (String each : B2EventNames.expanded(name)) {
                if (!seen.add(each)) {
                    throw RuleError.EVENT_TYPE_OVERLAP.because(
                            "The rule %s asks for %s twice: by '%s' and another event type"
                                    .formatted(rule.name(), each, name));
                }
            }
        }
        boolean uploads = rule.eventTypes().stream().anyMatch(RuleChecks::startsUpload);
        if (uploads && !rule.eventTypes().stream().allMatch(RuleChecks::startsUpload)) {
            throw RuleError.EVENT_TYPE_CATEGORIES.because(
                    "The rule %s mixes MultipartUploadCreated with other event types: make two rules"
                            .formatted(rule.name()));
        }
    }

    private static boolean startsUpload(String name) {
        return B2EventNames.category(name).equals("MultipartUploadCreated");
    }

    private static void checkHeaders(List<Target.Header> headers) {
        CustomHeaders.flaw(headers)
                .ifPresent(flaw -> {
                    throw error(flaw.kind()).because(flaw.words());
                });
    }

    private static RuleError error(CustomHeaders.Kind kind) {
        return switch (kind) {
            case TOO_MANY -> RuleError.TOO_MANY_CUSTOM_HEADERS;
            case EMPTY_NAME -> RuleError.CUSTOM_HEADER_NAME_EMPTY;
            case INVALID_NAME -> RuleError.CUSTOM_HEADER_NAME_INVALID;
            case RESERVED_NAME -> RuleError.CUSTOM_HEADER_NAME_DISALLOWED;
            case INVALID_VALUE -> RuleError.CUSTOM_HEADER_VALUE_INVALID;
            case TWICE -> RuleError.CUSTOM_HEADER_NAME_CONFLICT;
            case TOO_LARGE -> RuleError.CUSTOM_HEADER_SIZE_INVALID;
        };
    }

    private static void checkNames(List<RuleForm> rules) {
        Set<String> names = new HashSet<>();
        for (RuleForm rule : rules) {
            if (!names.add(rule.name())) {
                throw RuleError.RULE_NAME_INVALID.because(
                        "Two rules are called %s: names are unique in a bucket"
                                .formatted(rule.name()));
            }
        }
    }

    /** Returns the event types of a checked rule. */
    static List<EventPattern> events(RuleForm rule) {
        return rule.eventTypes().stream()
                .map(eventType -> B2EventNames.parse(eventType).orElseThrow())
                .toList();
    }
}
