package dev.carillon.rule;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The attributes of a broker's subscription that concern its end.
 *
 * @param maxFailureCount how often one event is attempted before the subscription is removed, 1 to
 *     {@value #MOST_FAILURES}; empty = as the broker is configured
 * @param kept whether it is never removed: then its deliveries are retried as those of a topic
 * @param idempotencyKey the key by which its creation is recognized if it is requested again
 */
public record SubscriptionAttributes(
        OptionalInt maxFailureCount, boolean kept, Optional<String> idempotencyKey) {
    /** The highest number of attempts of one event before a subscription is removed. */
    public static final int MOST_FAILURES = 100;

    /** The number of attempts of one event. */
    static final String MAX_FAILURE_COUNT = "maxFailureCount";

    /** Says that the subscription is never removed. */
    static final String KEEP = "keep";

    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    /**
     * Checks the attributes.
     *
     * @throws RefusedException if the number is out of range, or is given although nothing is
     *     removed
     */
    public SubscriptionAttributes {
        maxFailureCount.ifPresent(SubscriptionAttributes::checkFailures);
        if (kept && maxFailureCount.isPresent()) {
            throw new RefusedException(
                    "maxFailureCount and keep exclude each other: a kept subscription is never"
                            + " removed");
        }
    }

    /** Returns the attributes of a subscription that sets none. */
    public static SubscriptionAttributes none() {
        return new SubscriptionAttributes(OptionalInt.empty(), false, Optional.empty());
    }

    /** Returns the attributes of a subscription. */
    public static SubscriptionAttributes of(Topic topic) {
        Map<String, String> set = topic.attributes();
        String failures = set.get(MAX_FAILURE_COUNT);
        return new SubscriptionAttributes(
                failures == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(failures)),
                set.containsKey(KEEP),
                Optional.ofNullable(set.get(IDEMPOTENCY_KEY)));
    }

    /**
     * Checks the number of attempts of one event.
     *
     * @throws RefusedException if it is out of range
     */
    public static void checkFailures(int count) {
        if (count < 1 || count > MOST_FAILURES) {
            throw new RefusedException(
                    "the number of failures is 1 to %d, not %d".formatted(MOST_FAILURES, count));
        }
    }

    Map<String, String> byName() {
        var set = new TreeMap<String, String>();
        maxFailureCount.ifPresent(count -> set.put(MAX_FAILURE_COUNT, Integer.toString(count)));
        if (kept) {
            set.put(KEEP, "true");
        }
        idempotencyKey.ifPresent(key -> set.put(IDEMPOTENCY_KEY, key));
        return set;
    }
}
