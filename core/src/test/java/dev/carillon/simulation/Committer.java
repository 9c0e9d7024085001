package dev.carillon.simulation;

import dev.carillon.journal.Journal;

/** The owner of a task that makes commits. */
interface Committer {
    /** Called when a commit is filled, before it is tried. */
    default void prepared() {}

    /** Called when the commit is tried. */
    default void writes() {}

    /** Called when the commit is on disk, as this journal has it. */
    default void committed(long stamp, Journal journal) {}
}
