package dev.carillon.store;

import java.util.Optional;

/**
 * The result of a removal.
 *
 * @param version the version that was deleted permanently; empty = none
 * @param marker the delete marker that was added; empty = none
 */
public record Removed(Optional<StoredObject> version, Optional<StoredObject> marker) {
    static Removed nothing() {
        return new Removed(Optional.empty(), Optional.empty());
    }

    static Removed version(StoredObject version) {
        return new Removed(Optional.of(version), Optional.empty());
    }

    static Removed hidden(StoredObject marker) {
        return new Removed(Optional.empty(), Optional.of(marker));
    }
}
