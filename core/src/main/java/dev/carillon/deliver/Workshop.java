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

    /** Turns everything a lane without a topic owes into dead letters, some at a time. */
    void bury(LaneId lane, int atOnce) {
        if (!settler.flush()) {
            return;
        }
        int buried;
        do {
            buried = ledger.bury(lane, DeadReason.TOPIC_DELETED, clock.instant(), atOnce);
            figures.dead(DeadReason.TOPIC_DELETED, buried);
        } while (buried > 0);
    }
}
