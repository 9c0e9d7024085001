package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;

import java.time.Duration;

/** Runs code for an event and waits for its end. Thread-safe. */
@FunctionalInterface
interface Runner {
    /**
     * Runs the code once.
     *
     * @param limit of the run; the code is ended after it
     * @return the result; {@link AttemptResult.Unreachable} if and only if it was run and it is not
     *     known how it ended
     */
    AttemptResult run(ScriptCall call, Duration limit);

    /** Makes calls that wait for the disk end without a run, now and later. */
    default void stopWaiting() {}
}
