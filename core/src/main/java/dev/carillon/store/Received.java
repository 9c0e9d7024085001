package dev.carillon.store;

import java.util.List;

/**
 * Data taken in and not yet named by a commit.
 *
 * @param inline the data when it is placed inline, otherwise empty
 */
record Received(Placement placement, byte[] inline, long size) {
    /** The extents that a commit must name, or someone must discard. */
    List<Extent> extents() {
        return placement instanceof Placement.Files(var extents) ? extents : List.of();
    }
}
