package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What all lanes work with. */
record Workshop(
        Journal journal,
        Ledger ledger,
        Settler settler,
        Attempts attempts,
        Figures figures,
        Targets targets,
        Tasks tasks,
        InstantSource clock,
        RandomGenerator random,
        LaneLimits limits,
        InFlight inFlight) {

    /**
     * Turns some of what a lane without a topic owes into dead letters.
     *
     * @return whether there may be more
     */
    boolean bury(LaneId lane, int atMost) {
        if (!settler.flush()) {
            return false;
        }
        int buried = ledger.bury(lane, DeadReason.TOPIC_DELETED, clock.instant(), atMost);
        figures.dead(DeadReason.TOPIC_DELETED, buried);
        return buried > 0;
    }
}
