package dev.carillon.journal;

import dev.carillon.delivery.LaneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Lanes for which nothing is written at present, and the reason of each. Thread-safe. */
final class LaneFailures {
    private static final Logger LOG = LoggerFactory.getLogger(LaneFailures.class);

    private final Map<LaneId, RuntimeException> reasons = new ConcurrentHashMap<>();

    /** Adds a lane and logs why; of a lane that has failed already the first reason stays. */
    void add(LaneId lane, RuntimeException why) {
        if (reasons.putIfAbsent(lane, why) == null) {
            LOG.error(
                    "lane {}: settlements cannot be written; other lanes continue. The lane"
                            + " starts again once its books can be written, and repeats what was"
                            + " not written: {}",
                    lane,
                    why.toString());
        }
    }

    /** Removes a lane, because its books can be written again. */
    void remove(LaneId lane) {
        reasons.remove(lane);
    }

    /** Returns the reason of a lane's failure; empty if it has not failed. */
    Optional<RuntimeException> of(LaneId lane) {
        return Optional.ofNullable(reasons.get(lane));
    }

    /** Returns the lanes that have failed, in no order. */
    List<LaneId> lanes() {
        return List.copyOf(reasons.keySet());
    }
}
