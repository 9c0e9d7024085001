package dev.carillon.store;

import java.util.List;

/** The place of an object's data. */
public sealed interface Placement {
    /** An empty object without data. */
    record Nothing() implements Placement {}

    /** Data under a key of its own, found by the object's version stamp. */
    record Inline() implements Placement {}

    /**
     * Data in files, one after another.
     *
     * @param extents in the order of the data
     */
    record Files(List<Extent> extents) implements Placement {
        public Files {
            extents = List.copyOf(extents);
        }
    }
}
