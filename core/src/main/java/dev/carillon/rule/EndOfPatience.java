package dev.carillon.rule;

/** The action when deliveries to an endpoint have failed for as long or as often as allowed. */
public enum EndOfPatience {
    /** The delivery is given up; the next ones are attempted. */
    GIVE_UP,
    /** The rule is suspended if nothing was accepted for the time to live. */
    SUSPEND_RULE,
    /**
     * The subscription is removed as soon as one delivery was attempted as often as allowed. Until
     * then nothing keeps attempts from the endpoint, and it cannot ask for other pauses.
     */
    REMOVE_SUBSCRIPTION
}
