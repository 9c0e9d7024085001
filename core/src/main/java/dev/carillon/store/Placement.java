package dev.carillon.store;

import java.util.List;

/** Where an object's data is. */
public sealed interface Placement {
    /** There is no data: the object is empty. */
    record Nothing() implements Placement {}

    /** Under a key of its own, found by the object's version stamp. */
    record Inline() implements Placement {}

    /**
     * In files, one after another.
     *
     * @param extents in the order of the data
     */
    record Files(List<Extent> extents) implements Placement {
        public Files {
            extents = List.copyOf(extents);
        }
    }
}
