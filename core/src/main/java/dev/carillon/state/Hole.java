package dev.carillon.state;

/**
 * Eight bytes of a {@link Template} that only the committer can fill, once the commit's checks have
 * passed.
 */
public sealed interface Hole {
    /** The commit's own stamp, big-endian: keys with it sort oldest first. */
    record Stamp() implements Hole {}

    /**
     * The commit's own stamp with every bit inverted, big-endian: keys with it sort newest first.
     */
    record InvertedStamp() implements Hole {}

    /**
     * The next number of a counter, big-endian. Made by {@link Commit#next}: each call draws one
     * number, and the same hole may be used in several templates of its commit.
     *
     * @param counter the key the counter is kept under; a counter never used stands at 0
     * @param index which of the commit's numbers it is, from 0
     */
    record Next(Key counter, int index) implements Hole {}
}
