package dev.carillon.rule;

/**
 * All that a topic says about how it is delivered to. What it does not say has the server's
 * default, and without that Carillon's own.
 *
 * @param retry when a delivery is tried again and given up
 * @param pacing how fast, and how long an attempt may take
 * @param quota how much may be owed
 * @param maxBatch how many events of one rule an attempt may tell, 1 to 50
 * @param suspends whether the rule is suspended when nothing gets through for the time to live
 */
public record DeliveryPolicy(
        RetryPolicy retry, Pacing pacing, Quota quota, int maxBatch, boolean suspends) {
    /** The most events in one message. */
    public static final int MOST_IN_BATCH = 50;

    /** One event at a time, and nothing is suspended. */
    public DeliveryPolicy(RetryPolicy retry, Pacing pacing, Quota quota) {
        this(retry, pacing, quota, 1, false);
    }

    /** Carillon's own. */
    public static DeliveryPolicy defaults() {
        return new DeliveryPolicy(RetryPolicy.defaults(), Pacing.defaults(), Quota.none());
    }

    /**
     * What holds for events that are sent again, beside the live ones: half of the attempts at once
     * and half of the rate, and no quota, for they are owed already. They suspend nothing.
     */
    public DeliveryPolicy forReplays() {
        return new DeliveryPolicy(retry, pacing.halved(), Quota.none(), maxBatch, false);
    }

    /** The same with other rules for retries. */
    public DeliveryPolicy with(RetryPolicy other) {
        return new DeliveryPolicy(other, pacing, quota, maxBatch, suspends);
    }
}
