package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The order in which the deliveries of a lane must be sent: those of one key one after another. */
final class WitnessedOrder {
    private final Map<String, ArrayDeque<Promised>> lines = new HashMap<>();

    /** Adds the newest delivery of its key. */
    void add(Promised it) {
        line(it.key).addLast(it);
    }

    /** Checks that all earlier deliveries of its key are finished. */
    void check(Promised it) {
        ArrayDeque<Promised> line = line(it.key);
        while (line.peekFirst() != it) {
            Promised before = line.pollFirst();
            demand(before != null, () -> it + " is not at its place");
            demand(!before.inTheAir, () -> it + " is sent while " + before + " is in flight");
            demand(before.over() || before.unknowable(), () -> it + " is sent before " + before);
        }
    }

    /** Records a restart: deliveries that are not settled on disk may be sent again. */
    void livesAgain(Collection<Promised> promises) {
        lines.clear();
        promises.stream().filter(promised -> !promised.settled).forEach(this::add);
    }

    private ArrayDeque<Promised> line(String key) {
        return lines.computeIfAbsent(key, _ -> new ArrayDeque<>());
    }
}
