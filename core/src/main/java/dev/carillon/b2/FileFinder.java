package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Buckets;
import dev.carillon.store.Reads;
import dev.carillon.store.StoredObject;

import java.util.Optional;

/** Finds the file version of a call, and checks that the caller's key may access it. */
final class FileFinder {
    private final Buckets buckets;
    private final Reads reads;

    FileFinder(Buckets buckets, Reads reads) {
        this.buckets = buckets;
        this.reads = reads;
    }

    /** A version and its bucket. */
    record Found(BucketInfo bucket, StoredObject file) {}

    /** Returns the version that a field names. */
    Found of(Call call, String field) {
        Found found =
                find(field, call.needed(field))
                        .orElseThrow(() ->
                                B2Exception.notFound(
                                        "The file is not there: " + field + " names none"));
        call.caller().in(found.bucket());
        return found;
    }

    /**
     * Returns the version with an id of B2; empty if there is none.
     *
     * @param field that has the id
     */
    Optional<Found> find(String field, String fileId) {
        B2Ids.FileId id =
                B2Ids.fileId(fileId)
                        .orElseThrow(() ->
                                B2Exception.bad(
                                        "Bad %s: take it from an upload or a list of files"
                                                .formatted(field)));
        return buckets.byId(id.bucketId())
                .flatMap(bucket ->
                        reads.made(bucket, id.stamp())
                                .map(storedObject -> new Found(bucket, storedObject)));
    }
}
