package dev.carillon.store;

import java.util.List;

/**
 * Data that was received and is not yet named by a commit.
 *
 * @param inline the data if it is placed inline, otherwise empty
 */
record Received(Placement placement, byte[] inline, long size) {
    /** Returns the extents that a commit must name or the caller must discard. */
    List<Extent> extents() {
        return placement instanceof Placement.Files(var extents) ? extents : List.of();
    }
}
