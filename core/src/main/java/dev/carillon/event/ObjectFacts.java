package dev.carillon.event;

import java.util.List;
import java.util.Map;

/**
 * The facts about an object in an event: after it was made, or before it was removed or hidden. A
 * delete marker's event has the marker's version, and size, ETag, metadata and tags of the version
 * that it hides.
 *
 * @param key the key, not encoded
 * @param size in bytes
 * @param etag without quotes, empty if there is none (for a delete marker, or if there was no
 *     object)
 * @param version the version concerned
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
