package dev.carillon.store;

import dev.carillon.event.Tag;

import java.util.List;
import java.util.Map;

/**
 * The headers, metadata and tags that a client sets on an object.
 *
 * @param headers the standard headers to give back, names in lower case, {@code content-type} among
 *     them
 * @param metadata user metadata, names in lower case and without a dialect's prefix
 * @param tags in the order they were set; a key may repeat
 */
public record Attributes(
        Map<String, String> headers, Map<String, String> metadata, List<Tag> tags) {
    public Attributes {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        tags = List.copyOf(tags);
    }

    /** Returns attributes without headers, metadata and tags. */
    public static Attributes none() {
        return new Attributes(Map.of(), Map.of(), List.of());
    }

    /** Returns these attributes with other tags. */
    public Attributes withTags(List<Tag> other) {
        return new Attributes(headers, metadata, other);
    }
}
