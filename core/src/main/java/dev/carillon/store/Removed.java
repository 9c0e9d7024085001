package dev.carillon.store;

import java.util.Optional;

/**
 * What a removal came to.
 *
 * @param version the version that is gone for good; empty = none is
 * @param marker the delete marker that was put in front; empty = none was
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
