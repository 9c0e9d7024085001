package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;

import java.util.Optional;

/** The meaning of an event that a worker was given and has not answered. */
enum Unanswered {
    /** A failure: the event may be given to a worker again. */
    FAILED,
    /** An unknown end: the event may be done, so nobody gives it to a worker again. */
    UNKNOWN;

    /** Returns the meaning where runs are recorded, or are not. */
    static Unanswered of(Optional<OnceRecords> records) {
        return records.isPresent() ? UNKNOWN : FAILED;
    }

    /**
     * Returns the result of such an event.
     *
     * @param scope of the failure, if it is one
     */
    AttemptResult result(String words, Scope scope) {
        return switch (this) {
            case FAILED -> Refused.stated(words, scope);
            case UNKNOWN -> new Unreachable(words);
        };
    }
}
