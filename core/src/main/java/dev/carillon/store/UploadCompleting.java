package dev.carillon.store;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.state.Commit;
import dev.carillon.state.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Completes uploads in parts. Thread-safe. */
final class UploadCompleting {
    private final State state;
    private final Buckets buckets;
    private final CommitLoop loop;
    private final StoreSettings settings;

    UploadCompleting(State state, Buckets buckets, CommitLoop loop, StoreSettings settings) {
        this.state = state;
        this.buckets = buckets;
        this.loop = loop;
        this.settings = settings;
    }

    Outcome<StoredObject> complete(Completion wanted) {
        return loop.run(commit -> completing(commit, wanted));
    }

    private CommitLoop.Plan<Outcome<StoredObject>> completing(Commit commit, Completion wanted) {
        UploadName name = wanted.upload();
        Optional<Buckets.Fence> bucket = buckets.find(name.bucket());
        if (bucket.isEmpty()) {
            return stop(Refusal.NO_SUCH_BUCKET);
        }
        Optional<CurrentUpload> closed = close(bucket.get().info().id(), name);
        if (closed.isEmpty()) {
            return stop(Refusal.NO_SUCH_UPLOAD);
        }
        CurrentObject current = buckets.object(bucket.get(), name.key());
        Map<Integer, UploadPart> parts = parts(name.id());
        Optional<Refusal> objection =
                wanted.precondition()
                        .objection(current.object())
                        .or(() -> objection(wanted.parts(), parts));
        if (objection.isPresent()) {
            return stop(objection.get());
        }
        List<UploadPart> used = new ArrayList<>(wanted.parts().size());
        wanted.parts().forEach(named -> used.add(parts.remove(named.number())));
        boolean versioned = bucket.get().info().keepsVersions();
        StoredObject made = whole(wanted, closed.get().info(), used, versioned);
        bucket.get().guard(commit);
        current.replaceNamed(commit, made, buckets.unnamed(bucket.get(), made));
        closed.get().complete(commit, extents(parts.values()), made.modified());
        var change =
                new Change(
                        EventType.CREATED_MULTIPART_UPLOAD,
                        made.modified(),
                        bucket.get().info().asEvent(),
                        made.factsOfMaking(),
                        wanted.origin());
        return CommitLoop.Plan.notified(change, stamp -> Outcome.done(made.committedAt(stamp)));
    }

    /**
     * Marks the upload as closing. A part that is written later clears the mark, and the completion
     * starts again.
     */
    private Optional<CurrentUpload> close(long bucketId, UploadName name) {
        return loop.run(commit -> {
            Optional<CurrentUpload> found = CurrentUpload.read(state::get, bucketId, name);
            if (found.isEmpty()) {
                return new CommitLoop.Plan.Stop<>(Optional.<CurrentUpload>empty());
            }
            found.get().close(commit);
            return new CommitLoop.Plan.Quiet<>(stamp -> Optional.of(found.get().closedAt(stamp)));
        });
    }

    private Map<Integer, UploadPart> parts(long upload) {
        var parts = new TreeMap<Integer, UploadPart>();
        try (var view = state.view();
                var scan = view.scan(StoreKeys.parts(upload))) {
            while (scan.next()) {
                UploadPart part = UploadPart.read(scan.value());
                parts.put(part.number(), part);
            }
        }
        return parts;
    }

    private Optional<Refusal> objection(
            List<Completion.Named> wanted, Map<Integer, UploadPart> parts) {
        int before = 0;
        for (Completion.Named one : wanted) {
            if (one.number() <= before) {
                return Optional.of(Refusal.INVALID_PART_ORDER);
            }
            before = one.number();
        }
        for (Completion.Named one : wanted) {
            UploadPart part = parts.get(one.number());
            if (part == null || !part.etag().equals(one.etag())) {
                return Optional.of(Refusal.INVALID_PART);
            }
            if (part.size() < settings.minPartBytes() && one.number() != before) {
                return Optional.of(Refusal.PART_TOO_SMALL);
            }
        }
        return wanted.isEmpty() ? Optional.of(Refusal.INVALID_PART) : Optional.empty();
    }

    private StoredObject whole(
            Completion wanted, UploadInfo upload, List<UploadPart> parts, boolean versioned) {
        Completion.Sums sums = wanted.assembly().of(upload, parts);
        return new StoredObject(
                upload.key(),
                StoredObject.NOT_YET,
                false,
                versioned,
                parts.stream().mapToLong(UploadPart::size).sum(),
                sums.etag(),
                settings.now(),
                upload.attributes(),
                sums.checksums(),
                new Placement.Files(extents(parts)),
                sums.partChecksums());
    }

    private static List<Extent> extents(Iterable<UploadPart> parts) {
        var extents = new ArrayList<Extent>();
        parts.forEach(uploadPart -> extents.add(uploadPart.extent()));
        return extents;
    }

    private static <T> CommitLoop.Plan<Outcome<T>> stop(Refusal why) {
        return new CommitLoop.Plan.Stop<>(Outcome.refused(why));
    }
}
