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
 * @param versioned it was made while its bucket kept versions: its stamp names it. Of those that
 *     were not there is at most one
 * @param size in bytes
 * @param etag MD5 of the data in lower-case hex, without quotes
 * @param modified when this version was made, to the microsecond
 * @param attributes what its client said of it
 * @param checksums over the whole object
 * @param partChecksums of the parts that it was made of, one for each and in their order; empty for
 *     an object in one piece, and where the parts came without
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
    /** The stamp of a version whose commit is still to come. */
    static final long NOT_YET = 0;

    public StoredObject {
        checksums = List.copyOf(checksums);
        partChecksums = List.copyOf(partChecksums);
    }

    /** A delete marker that is about to be committed. */
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

    /** What the event of its making tells of it. */
    ObjectFacts factsOfMaking() {
        return facts(versioned ? new Version.ThisChange() : new Version.None());
    }

    /**
     * Facts for the event of making this delete marker: the marker's own version, and size, ETag,
     * metadata and tags of the version that it hides, so that filters on them see the deletion.
     *
     * @param hidden the version that was the newest; a delete marker has no metadata to tell
     */
    ObjectFacts factsOfHiding(StoredObject hidden) {
        return hidden.facts(factsOfMaking().version());
    }

    /** What the event of its removal tells of it. */
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

    /** The same with other attributes. */
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
