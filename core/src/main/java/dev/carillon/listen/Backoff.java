package dev.carillon.listen;

import java.time.Duration;

/**
 * The pauses between the starts of a tunnel's program.
 *
 * @param first after the first failure; each further pause is twice as long
 * @param later at least so long if more attempts make the failure worse
 * @param longest the limit of all pauses
 * @param steady how long a process must run until its end counts as a first failure again
 * @param patience how long a process may take to end before it is killed
 */
record Backoff(
        Duration first, Duration later, Duration longest, Duration steady, Duration patience) {
    static final Backoff DEFAULT =
            new Backoff(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(1),
                    ProcessFamily.PATIENCE);

    private static final int MAX_DOUBLINGS = 20;

    /**
     * Returns the pause after a failure.
     *
     * @param failures how many there were in a row, from 1
     */
    Duration pause(int failures, TunnelFailure.Again again) {
        Duration base = again == TunnelFailure.Again.LATER ? later : first;
        Duration pause = base.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
