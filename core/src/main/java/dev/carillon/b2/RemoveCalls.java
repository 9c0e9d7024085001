package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Refusal;
import dev.carillon.store.Removal;
import dev.carillon.store.Removed;
import dev.carillon.store.Store;
import dev.carillon.store.VersionChoice;
import dev.carillon.store.Versioning;

import java.util.Optional;

/** Answers b2_hide_file and b2_delete_file_version. Thread-safe. */
final class RemoveCalls {
    private final Store store;
    private final BucketFinder buckets;
    private final FileFinder files;

    RemoveCalls(Store store, BucketFinder buckets, FileFinder files) {
        this.store = store;
        this.buckets = buckets;
        this.files = files;
    }

    /** Answers b2_hide_file: adds a hide marker, which S3 calls a delete marker. */
    Answer hide(Call call) {
        call.caller().may(Capabilities.WRITE_FILES);
        BucketInfo bucket = buckets.of(call);
        String name = FileNames.checked(call.needed("fileName"));
        call.caller().named(name);
        if (bucket.versioning() == Versioning.NEVER) {
            throw B2Exception.bad(
                    "This bucket was made through S3 and keeps no versions, so nothing can be"
                            + " hidden: switch versions on with PutBucketVersioning");
        }
        var removal = new Removal(bucket.name(), name, new Precondition.Present(), call.origin());
        return switch (store.objects().delete(removal)) {
            case Outcome.Done<Removed>(Removed removed) ->
                    Json.answer(FileJson.of(bucket, removed.marker().orElseThrow(), "hide"));
            case Outcome.Refused<Removed>(Refusal why) when why == Refusal.NO_SUCH_OBJECT ->
                    throw nothingToHide(bucket, name);
            case Outcome.Refused<Removed>(Refusal why) -> throw Refusals.of(why);
        };
    }

    private B2Exception nothingToHide(BucketInfo bucket, String name) {
        boolean hidden = store.reads().newest(bucket, name).isPresent();
        return hidden
                ? new B2Exception(400, "already_hidden", "The file is hidden already: " + name)
                : new B2Exception(400, "no_such_file", "There is no file to hide: " + name);
    }

    /**
     * Answers b2_delete_file_version: deletes the version permanently. There is no governance mode,
     * so the field that bypasses it has no effect.
     */
    Answer delete(Call call) {
        call.caller().may(Capabilities.DELETE_FILES);
        String name = FileNames.checked(call.needed("fileName"));
        String id = call.needed("fileId");
        call.fields().flag("bypassGovernance");
        call.caller().named(name);
        Optional<FileFinder.Found> found =
                files.find("fileId", id).filter(each -> each.file().key().equals(name));
        FileFinder.Found version = found.orElseThrow(() -> notPresent(name));
        call.caller().in(version.bucket());
        var removal =
                new Removal(
                        version.bucket().name(),
                        name,
                        new VersionChoice.Made(version.file().stamp()),
                        new Precondition.None(),
                        call.origin());
        Removed removed = Refusals.done(store.objects().delete(removal));
        if (removed.version().isEmpty()) {
            throw notPresent(name);
        }
        return Json.answer(Json.object().put("fileId", id).put("fileName", name));
    }

    private static B2Exception notPresent(String name) {
        return new B2Exception(
                400,
                "file_not_present",
                "File not present: no version of %s has this fileId".formatted(name));
    }
}
