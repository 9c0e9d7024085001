package dev.carillon.state;

import java.util.Optional;

/**
 * A key as it was read, for a commit that requires it to be unchanged.
 *
 * @param found the value and its stamp; empty if the key did not exist
 * @param seen a stamp: the reading saw all commits up to it; 0 if that is not known. The committer
 *     need not read a key again that no later commit wrote
 */
public record Reading(Key key, Optional<Stamped> found, long seen) {
    /** Creates the reading of a key without knowing which commits it saw. */
    public Reading(Key key, Optional<Stamped> found) {
        this(key, found, 0);
    }
}
