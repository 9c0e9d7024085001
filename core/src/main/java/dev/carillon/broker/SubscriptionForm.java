package dev.carillon.broker;

import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.TargetCheck;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of a request that creates a subscription.
 *
 * @param url the subscriber's, to which the server can deliver
 * @param format how events are sent to it
 * @param maxFailureCount failed attempts of one event that end the subscription; empty = the
 *     server's default
 * @param keep whether the subscription is never removed by failures
 * @param ignored the names of members that have no effect
 */
record SubscriptionForm(
        String url,
        MessageForm format,
        OptionalInt maxFailureCount,
        boolean keep,
        List<String> ignored) {
    private static final Set<String> MEMBERS = Set.of("url", "format", "maxFailureCount", "keep");
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.+");

    SubscriptionForm {
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads a body.
     *
     * @param payload the document; empty if the body is
     * @param targets the check of the subscriber's address
     * @throws BrokerException if no subscription can be created from it
     */
    static SubscriptionForm read(Optional<JsonNode> payload, TargetCheck targets) {
        JsonNode document =
                payload.filter(SubscriptionForm::counts)
                        .orElseThrow(
                                () -> BrokerException.invalid("Missing payload in POST request"));
        var form =
                new SubscriptionForm(
                        url(document, targets),
                        format(document),
                        maxFailureCount(document),
                        keep(document),
                        document.propertyNames().stream()
                                .filter(name -> !MEMBERS.contains(name))
                                .toList());
        if (form.keep() && form.maxFailureCount().isPresent()) {
            throw BrokerException.invalid(
                    "maxFailureCount has no effect on a subscription with keep: send only one of"
                            + " them.");
        }
        return form;
    }

    /** Returns a sentence for each member that has no effect. */
    List<String> warnings() {
        return ignored.stream()
                .map(name -> "The member %s of the payload has no effect".formatted(name))
                .toList();
    }

    /** Returns whether a value counts as one where the original broker tests for truth. */
    private static boolean counts(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> false;
            case BOOLEAN -> value.booleanValue();
            case STRING -> !value.stringValue().isEmpty();
            case NUMBER -> value.doubleValue() != 0;
            default -> true;
        };
    }

    private static String url(JsonNode document, TargetCheck targets) {
        JsonNode value = document.path("url");
        if (!counts(value)) {
            throw BrokerException.invalid("No url in payload.");
        }
        if (!value.isString() || !ABSOLUTE.matcher(value.stringValue()).matches()) {
            throw BrokerException.invalid("url in payload is not valid.");
        }
        String url = value.stringValue();
        targets.objection(new Target(url, Map.of()))
                .ifPresent(why -> {
                    throw BrokerException.invalid(
                            "url in payload cannot be delivered to: " + why + ".");
                });
        return url;
    }

    private static MessageForm format(JsonNode document) {
        JsonNode value = document.path("format");
        if (value.isMissingNode() || value.isNull()) {
            return MessageForm.LEGACY;
        }
        return Optional.of(value)
                .filter(JsonNode::isString)
                .flatMap(text -> MessageForm.of(text.stringValue()))
                .orElseThrow(() ->
                        BrokerException.invalid(
                                "format in payload is not valid: it is one of "
                                        + MessageForm.names()
                                        + "."));
    }

    private static OptionalInt maxFailureCount(JsonNode document) {
        JsonNode value = document.path("maxFailureCount");
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        boolean valid = value.isIntegralNumber() && value.canConvertToInt();
        int count = valid ? value.intValue() : 0;
        if (count < 1 || count > SubscriptionAttributes.MOST_FAILURES) {
            throw BrokerException.invalid(
                    "maxFailureCount in payload is not valid: it is a whole number from 1 to %d."
                            .formatted(SubscriptionAttributes.MOST_FAILURES));
        }
        return OptionalInt.of(count);
    }

    private static boolean keep(JsonNode document) {
        JsonNode value = document.path("keep");
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw BrokerException.invalid("keep in payload is not valid: it is true or false.");
        }
        return value.booleanValue();
    }
}
