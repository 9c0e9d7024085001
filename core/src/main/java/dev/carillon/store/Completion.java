package dev.carillon.store;

import dev.carillon.event.Origin;

import java.util.List;

/**
 * An upload in parts that is to be completed.
 *
 * @param parts in the order of the data, with rising numbers; parts that are not named are
 *     discarded
 * @param assembly computes the object's entity tag and checksums
 */
public record Completion(
        UploadName upload,
        List<Named> parts,
        Precondition precondition,
        Assembly assembly,
        Origin origin) {
    public Completion {
        parts = List.copyOf(parts);
    }

    /**
     * A part by its number and the entity tag it must have.
     *
     * @param etag without quotes
     */
    public record Named(int number, String etag) {}

    /** Computes the entity tag and checksums of an object from those of its parts. */
    public interface Assembly {
        /**
         * Returns the sums of the whole. An exception ends the completion, with nothing changed.
         */
        Sums of(UploadInfo upload, List<UploadPart> parts);
    }

    /**
     * The entity tag and checksums of a whole object.
     *
     * @param partChecksums as {@link StoredObject#partChecksums}
     */
    public record Sums(
            String etag, List<KeptChecksum> checksums, List<KeptChecksum> partChecksums) {
        public Sums {
            checksums = List.copyOf(checksums);
            partChecksums = List.copyOf(partChecksums);
        }
    }
}
