package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The latest times of retries, once endpoints work and nothing is limited: a delivery that waits
 * since the process began waits no longer than its own pause, whatever the clock showed when that
 * was written.
 */
final class WitnessedWaits {
    /** The longest wait of a due delivery for its turn and for the network. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private WitnessedWaits() {}

    /**
     * Records that nothing holds back the lanes' deliveries from now on.
     *
     * @param window the number of deliveries that a lane holds in memory: if more are owed, some
     *     wait for others
     */
    static void end(Collection<WitnessedLane> lanes, int window, Instant now) {
        lanes.forEach(witnessedLane -> end(witnessedLane.promises(), window, now));
    }

    private static void end(List<Promised> promises, int window, Instant now) {
        List<Promised> open = promises.stream().filter(promised -> !promised.over()).toList();
        if (open.size() <= window) {
            Set<String> keys = new HashSet<>();
            open.stream()
                    .filter(promised -> keys.add(promised.key))
                    .forEach(promised -> promised.latest = now.plus(promised.pause).plus(SLACK));
        }
    }

    /** Checks that an attempt is not too late. */
    static void check(Promised it, Instant now) {
        demand(
                !now.isAfter(it.latest),
                () -> it + " is sent after its own pause was over, at " + it.latest);
    }
}
