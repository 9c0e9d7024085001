package dev.carillon.event;

import java.util.List;
import java.util.Map;

/**
 * Facts about an object in an event: as it is after it was made, as it was before it was removed or
 * hidden. A delete marker's event has the marker's version, and size, ETag, metadata and tags of
 * the version that it hides.
 *
 * @param key the key, raw
 * @param size in bytes
 * @param etag without quotes, empty when there is none (a delete marker, or nothing)
 * @param version which version this is
 * @param metadata user metadata, names in lower case and without a dialect's prefix
 * @param tags in the order they were set
 */
public record ObjectFacts(
        String key,
        long size,
        String etag,
        Version version,
        Map<String, String> metadata,
        List<Tag> tags) {
    public ObjectFacts {
        metadata = Map.copyOf(metadata);
        tags = List.copyOf(tags);
    }
}
