package dev.carillon.delivery;

/** Why a delivery was given up. */
public enum DeadReason {
    /** Its time to live had passed. */
    EXPIRED("expired"),
    /** It was tried as often as the policy allows. */
    RETRIES_EXHAUSTED("retries-exhausted"),
    /** The endpoint answered that it will never take it. */
    REFUSED("refused"),
    /** The topic names no endpoint. */
    NO_ENDPOINT("no-endpoint"),
    /** The topic was deleted while it was owed. */
    TOPIC_DELETED("topic-deleted"),
    /** The rule it was owed for carried its own address, and was deleted while it was owed. */
    RULE_DELETED("rule-deleted"),
    /** The rule was suspended: nothing had got through for too long. */
    SUSPENDED("suspended"),
    /** The topic's queue was full, and the topic drops the oldest then. */
    QUEUE_FULL("queue-full"),
    /** The record of it on disk is damaged. */
    UNREADABLE("unreadable");

    private final String word;

    DeadReason(String word) {
        this.word = word;
    }

    /** The word kept on disk, and used in logs, metrics and commands. */
    public String word() {
        return word;
    }

    /**
     * Reads a reason back from its {@link #word()}.
     *
     * @throws IllegalArgumentException when there is no such reason
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
