package dev.carillon.simulation;

import dev.carillon.delivery.Owed;

/** An action of the operator that owes deliveries again, and knows which ones. */
interface Repeating {
    /** Called for each delivery that a commit of the action owes to a replay lane. */
    void owes(WitnessedLane lane, Owed owed);
}
