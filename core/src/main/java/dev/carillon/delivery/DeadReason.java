package dev.carillon.delivery;

/** The reason for giving a delivery up. */
public enum DeadReason {
    /** Its time to live had passed. */
    EXPIRED("expired"),
    /** The delivery was attempted as often as the policy allows. */
    RETRIES_EXHAUSTED("retries-exhausted"),
    /** The endpoint refused it for good. */
    REFUSED("refused"),
    /** A run of it began, and it is not known how that ended. */
    INTERRUPTED("interrupted"),
    /** The topic names no endpoint. */
    NO_ENDPOINT("no-endpoint"),
    /** The topic was deleted while it was owed. */
    TOPIC_DELETED("topic-deleted"),
    /** The rule of the delivery had its own address and was deleted while it was owed. */
    RULE_DELETED("rule-deleted"),
    /** The rule was suspended, because its endpoint had accepted nothing for too long. */
    SUSPENDED("suspended"),
    /** The subscription was deleted while the delivery was owed. */
    SUBSCRIPTION_DELETED("subscription-deleted"),
    /** The subscription was removed, because its endpoint failed as often as it may. */
    SUBSCRIPTION_REMOVED("subscription-removed"),
    /** The topic's queue was full, and the topic drops the oldest deliveries in that case. */
    QUEUE_FULL("queue-full"),
    /** Its record on disk is damaged. */
    UNREADABLE("unreadable");

    private final String word;

    DeadReason(String word) {
        this.word = word;
    }

    /** Returns the word that is stored on disk and used in logs, metrics and commands. */
    public String word() {
        return word;
    }

    /**
     * Returns the reason with this {@link #word()}.
     *
     * @throws IllegalArgumentException if there is no such reason
     */
    public static DeadReason of(String word) {
        for (DeadReason reason : values()) {
            if (reason.word.equals(word)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no dead-letter reason is called " + word);
    }
}
