package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;

/** Thrown where an attempt is over before its record is confirmed; carries its result. */
final class AttemptEndedException extends Exception {
    private final transient AttemptResult result;

    AttemptEndedException(AttemptResult result) {
        super(result.summary(), null, false, false);
        this.result = result;
    }

    /**
     * Creates it with the failure of Kafka's client that ended the attempt.
     *
     * @param failure says also whether the producer can be used further
     */
    AttemptEndedException(AttemptResult result, Throwable failure) {
        super(result.summary(), failure, false, false);
        this.result = result;
    }

    /** Returns the result of the attempt. */
    AttemptResult result() {
        return result;
    }
}
