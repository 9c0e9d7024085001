package dev.carillon.store;

import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;

import java.time.Instant;
import java.util.List;

/**
 * An object as it is kept; its data is found through {@link #placement}.
 *
 * @param key raw
 * @param stamp the stamp of the commit that made this version
 * @param deleteMarker this version says that there is no object
 * @param size in bytes
 * @param etag MD5 of the data in lower-case hex, without quotes
 * @param modified when this version was made, to the microsecond
 * @param attributes what its client said of it
 * @param checksums over the whole object
 */
public record StoredObject(
        String key,
        long stamp,
        boolean deleteMarker,
        long size,
        String etag,
        Instant modified,
        Attributes attributes,
        List<KeptChecksum> checksums,
        Placement placement) {
    /** The stamp of a version whose commit is still to come. */
    static final long NOT_YET = 0;

    public StoredObject {
        checksums = List.copyOf(checksums);
    }

    /** What events tell of it. */
    public ObjectFacts facts() {
        return new ObjectFacts(
                key, size, etag, new Version.None(), attributes.metadata(), attributes.tags());
    }

    StoredObject committedAt(long stamp) {
        return new StoredObject(
                key, stamp, deleteMarker, size, etag, modified, attributes, checksums, placement);
    }

    /** The same with other attributes. */
    public StoredObject with(Attributes other) {
        return new StoredObject(
                key, stamp, deleteMarker, size, etag, modified, other, checksums, placement);
    }
}
