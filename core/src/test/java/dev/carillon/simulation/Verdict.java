package dev.carillon.simulation;

import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Instant;

/** How a delivery stands in this life of the process, as far as the witness can tell. */
sealed interface Verdict {
    /** It may be tried. */
    record Open() implements Verdict {}

    /**
     * It failed and is to be tried again.
     *
     * @param due not before this
     * @param since when it began to wait, in this life of the process
     * @param strict whether that holds whatever becomes of the endpoint
     */
    record Again(Instant due, Moment since, boolean strict) implements Verdict {}

    /** The far end took it. */
    record Told() implements Verdict {}

    /** It must become a dead letter with this reason. */
    record GivenUp(String reason) implements Verdict {}

    /** Whether it must not be tried any more. */
    default boolean isFinal() {
        return switch (this) {
            case Open _, Again _ -> false;
            case Told _, GivenUp _ -> true;
        };
    }
}
