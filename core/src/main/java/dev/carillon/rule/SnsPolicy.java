package dev.carillon.rule;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads an SNS delivery policy. A setting that Carillon would not obey is refused, not ignored.
 *
 * @param schedule the four phases, if it has them
 * @param rate {@code maxReceivesPerSecond}, if it has that
 */
record SnsPolicy(Optional<RetrySchedule.Phased> schedule, Optional<Rate> rate) {
    private static final String HTTP = "http";
    private static final String RETRIES = "defaultHealthyRetryPolicy";
    private static final String THROTTLE = "defaultThrottlePolicy";
    private static final String PER_SECOND = "maxReceivesPerSecond";
    private static final String OVERRIDES = "disableSubscriptionOverrides";
    private static final String FUNCTION = "backoffFunction";
    private static final Set<String> PHASES =
            Set.of(
                    "numRetries",
                    "numNoDelayRetries",
                    "numMinDelayRetries",
                    "numMaxDelayRetries",
                    "minDelayTarget",
                    "maxDelayTarget",
                    FUNCTION);
    private static final int RETRIES_UNLESS_SET = 3;
    private static final int SECONDS_UNLESS_SET = 20;

    /**
     * Reads a topic's whole delivery policy: {@code {"http":{"defaultHealthyRetryPolicy":{…},
     * "defaultThrottlePolicy":{"maxReceivesPerSecond":n}}}}.
     *
     * @throws RefusedException if it is invalid; the message says what is wrong
     */
    static SnsPolicy parse(String text) {
        JsonNode all = object(text);
        known(all, Set.of(HTTP));
        JsonNode http = object(all.path(HTTP), HTTP);
        known(http, Set.of(RETRIES, THROTTLE, OVERRIDES));
        return new SnsPolicy(
                member(http, RETRIES).map(node -> phased(object(node, RETRIES))),
                member(http, THROTTLE).map(node -> rate(object(node, THROTTLE))));
    }

    /**
     * Reads the retry policy alone: {@code {"numRetries":…,"minDelayTarget":…,…}}.
     *
     * @throws RefusedException if it is invalid; the message says what is wrong
     */
    static RetrySchedule.Phased retries(String text) {
        return phased(object(text));
    }

    private static RetrySchedule.Phased phased(JsonNode policy) {
        known(policy, PHASES);
        return new RetrySchedule.Phased(
                number(policy, "numRetries", RETRIES_UNLESS_SET),
                number(policy, "numNoDelayRetries", 0),
                number(policy, "numMinDelayRetries", 0),
                number(policy, "numMaxDelayRetries", 0),
                Duration.ofSeconds(number(policy, "minDelayTarget", SECONDS_UNLESS_SET)),
                Duration.ofSeconds(number(policy, "maxDelayTarget", SECONDS_UNLESS_SET)),
                growth(policy.path(FUNCTION).asString("linear")));
    }

    private static RetrySchedule.Growth growth(String word) {
        return Arrays.stream(RetrySchedule.Growth.values())
                .filter(growth -> growth.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new RefusedException(
                                FUNCTION + " is linear, arithmetic, geometric or exponential"));
    }

    private static Rate rate(JsonNode policy) {
        known(policy, Set.of(PER_SECOND));
        return new Rate(number(policy, PER_SECOND, 0), Duration.ofSeconds(1));
    }

    private static int number(JsonNode in, String name, int unless) {
        Optional<JsonNode> it = member(in, name);
        if (it.isEmpty()) {
            return unless;
        }
        if (!it.get().isIntegralNumber() || !it.get().canConvertToInt()) {
            throw new RefusedException(name + " is a whole number");
        }
        return it.get().intValue();
    }

    private static Optional<JsonNode> member(JsonNode in, String name) {
        return Optional.of(in.path(name)).filter(node -> !node.isMissingNode());
    }

    private static void known(JsonNode in, Set<String> names) {
        for (String name : in.propertyNames()) {
            if (!names.contains(name)) {
                throw new RefusedException(
                        "'%s' is not allowed here: use %s"
                                .formatted(name, String.join(", ", new TreeSet<>(names))));
            }
        }
    }

    private static JsonNode object(String text) {
        try {
            return object(JsonMapper.shared().readTree(text), "it");
        } catch (JacksonException e) {
            throw new RefusedException("it is no JSON: " + e.getOriginalMessage());
        }
    }

    private static JsonNode object(JsonNode node, String name) {
        if (!node.isObject()) {
            throw new RefusedException(name + " must be a JSON object: write {…}");
        }
        return node;
    }
}
