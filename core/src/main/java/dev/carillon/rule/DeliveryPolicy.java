package dev.carillon.rule;

/**
 * The delivery policy of a topic. Settings that the topic leaves open have the server's defaults,
 * or else Carillon's own.
 *
 * @param retry when a delivery is retried and when it is given up
 * @param pacing the number of attempts and their time limit
 * @param quota how much may be owed
 * @param maxBatch the highest number of events of one rule in one message, 1 to 50
 * @param end what happens when attempts have failed for as long or as often as allowed
 */
public record DeliveryPolicy(
        RetryPolicy retry, Pacing pacing, Quota quota, int maxBatch, EndOfPatience end) {
    /** The highest number of events in one message. */
    public static final int MOST_IN_BATCH = 50;

    /** Creates a policy that sends one event a message and gives deliveries up one by one. */
    public DeliveryPolicy(RetryPolicy retry, Pacing pacing, Quota quota) {
        this(retry, pacing, quota, 1, EndOfPatience.GIVE_UP);
    }

    /** Returns Carillon's own defaults. */
    public static DeliveryPolicy defaults() {
        return new DeliveryPolicy(RetryPolicy.defaults(), Pacing.defaults(), Quota.none());
    }

    /**
     * Returns the policy for events that are sent again, beside the live ones: half of the
     * concurrent attempts, half of the rate, and no quota, because the events are owed already. It
     * suspends no rule and removes no subscription, so that a replay never ends live deliveries.
     */
    public DeliveryPolicy forReplays() {
        return new DeliveryPolicy(
                retry, pacing.halved(), Quota.none(), maxBatch, EndOfPatience.GIVE_UP);
    }

    /** Returns the same policy with other rules for retries. */
    public DeliveryPolicy with(RetryPolicy other) {
        return new DeliveryPolicy(other, pacing, quota, maxBatch, end);
    }
}
