package dev.carillon.s3;

import dev.carillon.http.ByteRange;
import dev.carillon.store.Extent;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.Placement;
import dev.carillon.store.StoredObject;

import java.util.List;
import java.util.Optional;

/**
 * The parts of which an object was made. They are numbered from 1 in the order of the data,
 * whatever their numbers in the upload.
 *
 * @param extents one for each part
 * @param checksums one for each part, or none
 */
record ObjectParts(List<Extent> extents, List<KeptChecksum> checksums) {
    ObjectParts {
        extents = List.copyOf(extents);
        checksums = List.copyOf(checksums);
    }

    /** Returns the parts of an object; empty if it was uploaded in one piece. */
    static Optional<ObjectParts> of(StoredObject object) {
        return object.etag().indexOf('-') >= 0
                        && object.placement() instanceof Placement.Files(var extents)
                ? Optional.of(new ObjectParts(extents, object.partChecksums()))
                : Optional.empty();
    }

    int count() {
        return extents.size();
    }

    long size(int number) {
        return extents.get(number - 1).length();
    }

    /** Returns the checksum of one part, if the parts have any. */
    List<KeptChecksum> checksums(int number) {
        return checksums.isEmpty() ? List.of() : List.of(checksums.get(number - 1));
    }

    /** Returns the bytes of the object that one part holds. */
    ByteRange range(int number) {
        long before = extents.stream().limit(number - 1L).mapToLong(Extent::length).sum();
        return new ByteRange(before, size(number));
    }
}
