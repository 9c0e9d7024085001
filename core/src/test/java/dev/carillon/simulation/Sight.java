package dev.carillon.simulation;

/** What a simulation must have seen, lest it prove nothing. */
enum Sight {
    ATTEMPT,
    REPEAT,
    RETRY,
    TIMED_OUT,
    CONFLICT,
    UNKNOWN_CHANGE,
    UNKNOWN_SETTLEMENT,
    LOST_OFFER,
    CRASH,
    CLEAN_STOP,
    PARKED,
    BREAKER_OPEN,
    EXPIRED,
    RETRIES_EXHAUSTED,
    REFUSED,
    NO_ENDPOINT,
    TOPIC_DELETED,
    TOPIC_REMADE,
    TERMS_CHANGED,
    RULES_CHANGED,
    CLOCK_SET_BACK,
    CLOCK_SET_FORWARD,
    LOG_CUT,
    TOLD_AT_ONCE
}
