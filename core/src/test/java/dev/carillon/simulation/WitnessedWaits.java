package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * When retries must be made at the latest, once the far end works and nothing is limited: what
 * waits since the process began waits no longer than its own pause, whatever the clock said when
 * that was written.
 */
final class WitnessedWaits {
    /** How long what is due may wait for its turn and for the network. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private WitnessedWaits() {}

    /**
     * From now on nothing holds back what the lanes owe.
     *
     * @param window how much a lane holds in memory: if more is owed, some has to wait for others
     */
    static void end(Collection<WitnessedLane> lanes, int window, Instant now) {
        lanes.forEach(it -> end(it.promises(), window, now));
    }

    private static void end(List<Promised> promises, int window, Instant now) {
        List<Promised> open = promises.stream().filter(it -> !it.over()).toList();
        if (open.size() <= window) {
            Set<String> keys = new HashSet<>();
            open.stream()
                    .filter(it -> keys.add(it.key))
                    .forEach(it -> it.latest = now.plus(it.pause).plus(SLACK));
        }
    }

    /** Demands that what is tried now is not too late. */
    static void check(Promised it, Instant now) {
        demand(
                !now.isAfter(it.latest),
                () -> it + " is told after its own pause was over, at " + it.latest);
    }
}
