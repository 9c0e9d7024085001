package dev.carillon.store;

import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;

import java.time.Instant;
import java.util.List;

/**
 * An object as it is stored; its data is found through {@link #placement}.
 *
 * @param key not encoded
 * @param stamp the stamp of the commit that made this version
 * @param deleteMarker whether this version marks the object as deleted
 * @param versioned whether its bucket kept versions when it was made, so that its stamp is its
 *     version id; an object has at most one version for which this is false
 * @param size in bytes
 * @param etag MD5 of the data in lower-case hex, without quotes
 * @param modified the time when this version was made, to the microsecond
 * @param attributes the headers, metadata and tags that its client set
 * @param checksums over the whole object
 * @param partChecksums one for each part that it was made of, in their order; empty for an object
 *     in one piece, or if the parts came without checksums
 */
public record StoredObject(
        String key,
        long stamp,
        boolean deleteMarker,
        boolean versioned,
        long size,
        String etag,
        Instant modified,
        Attributes attributes,
        List<KeptChecksum> checksums,
        Placement placement,
        List<KeptChecksum> partChecksums) {
    /** The stamp of a version that is not committed yet. */
    static final long NOT_YET = 0;

    public StoredObject {
        checksums = List.copyOf(checksums);
        partChecksums = List.copyOf(partChecksums);
    }

    /** Creates a delete marker that is about to be committed. */
    static StoredObject marker(String key, boolean versioned, Instant now) {
        return new StoredObject(
                key,
                NOT_YET,
                true,
                versioned,
                0,
                "",
                now,
                Attributes.none(),
                List.of(),
                new Placement.Nothing(),
                List.of());
    }

    /** Returns the facts for the event of making this version. */
    ObjectFacts factsOfMaking() {
        return facts(versioned ? new Version.ThisChange() : new Version.None());
    }

    /**
     * Returns the facts for the event of making this delete marker: the marker's own version, and
     * size, ETag, metadata and tags of the version that it hides, so that filters on them match the
     * deletion.
     *
     * @param hidden the version that was the newest; a delete marker has no metadata of its own
     */
    ObjectFacts factsOfHiding(StoredObject hidden) {
        return hidden.facts(factsOfMaking().version());
    }

    /** Returns the facts for the event of removing this version. */
    ObjectFacts factsOfRemoval() {
        return facts(versioned ? new Version.Earlier(stamp) : new Version.Unkept(stamp));
    }

    private ObjectFacts facts(Version version) {
        return new ObjectFacts(key, size, etag, version, attributes.metadata(), attributes.tags());
    }

    StoredObject committedAt(long commit) {
        return new StoredObject(
                key,
                commit,
                deleteMarker,
                versioned,
                size,
                etag,
                modified,
                attributes,
                checksums,
                placement,
                partChecksums);
    }

    /** Returns this object with other attributes. */
    public StoredObject with(Attributes other) {
        return new StoredObject(
                key,
                stamp,
                deleteMarker,
                versioned,
                size,
                etag,
                modified,
                other,
                checksums,
                placement,
                partChecksums);
    }
}
