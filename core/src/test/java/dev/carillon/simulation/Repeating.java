package dev.carillon.simulation;

import dev.carillon.delivery.Owed;

/** Something of the operator that owes deliveries again: it knows which. */
interface Repeating {
    /** A commit of it owes this to a replay lane. */
    void owes(WitnessedLane lane, Owed owed);
}
