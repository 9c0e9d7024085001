package dev.carillon.simulation;

import dev.carillon.journal.Journal;

/** Whose errand makes commits. */
interface Committer {
    /** A commit is made up, and about to be tried. */
    default void prepared() {}

    /** It is tried now. */
    default void writes() {}

    /** It is on disk, as this journal has it. */
    default void committed(long stamp, Journal journal) {}
}
