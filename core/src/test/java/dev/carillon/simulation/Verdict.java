package dev.carillon.simulation;

import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Instant;

/** The status of a delivery in this life of the process, as far as the witness can know. */
sealed interface Verdict {
    /** The delivery may be tried. */
    record Open() implements Verdict {}

    /**
     * The delivery failed and must be retried.
     *
     * @param due the earliest time
     * @param since when it began to wait, in this life of the process
     * @param strict whether {@code due} holds even if the endpoint recovers
     */
    record Again(Instant due, Moment since, boolean strict) implements Verdict {}

    /** The endpoint accepted the delivery. */
    record Delivered() implements Verdict {}

    /** The delivery must become a dead letter with this reason. */
    record GivenUp(String reason) implements Verdict {}

    /** Returns whether it must not be tried any more. */
    default boolean isFinal() {
        return switch (this) {
            case Open _, Again _ -> false;
            case Delivered _, GivenUp _ -> true;
        };
    }
}
