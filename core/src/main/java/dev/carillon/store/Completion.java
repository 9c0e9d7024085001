package dev.carillon.store;

import dev.carillon.event.Origin;

import java.util.List;

/**
 * An upload to be made an object.
 *
 * @param parts in the order of the data, numbers rising; parts not named are given up
 * @param assembly makes the object's entity tag and checksums
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

    /** Computes what is said of a whole from what is said of its parts. */
    public interface Assembly {
        /** What is said of the whole; what it throws ends the completion, with nothing changed. */
        Sums of(UploadInfo upload, List<UploadPart> parts);
    }

    /**
     * What is said of the whole.
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
