package dev.carillon.store;

import java.util.Map;

/** A bucket to be created. */
public record NewBucket(
        String name, String owner, Versioning versioning, Map<String, String> properties) {
    /** Creates a description of a bucket that keeps no versions and has no properties. */
    public NewBucket(String name, String owner) {
        this(name, owner, Versioning.NEVER, Map.of());
    }
}
