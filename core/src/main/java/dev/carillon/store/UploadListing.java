package dev.carillon.store;

import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists unfinished uploads and their parts as they are at one commit. Thread-safe. */
public final class UploadListing {
    private final State state;

    UploadListing(State state) {
        this.state = state;
    }

    /** A page of the parts of an upload, by number. */
    public record Parts(UploadInfo upload, List<UploadPart> parts, boolean more) {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A page of the uploads of a bucket, by key and then by age, oldest first.
     *
     * @param last the mark from which the next page continues
     */
    public record Page(
            List<UploadInfo> uploads, List<String> commonPrefixes, Mark last, boolean more) {
        public Page {
            uploads = List.copyOf(uploads);
            commonPrefixes = List.copyOf(commonPrefixes);
        }
    }

    /**
     * A place in the list of uploads: after one upload to a key, or after all uploads to a key.
     *
     * @param key empty = before all; a common prefix stands for all keys in it
     */
    public record Mark(String key, Optional<Long> id) {}

    /** Returns the parts after a number. */
    public Outcome<Parts> parts(UploadName name, int after, int max) {
        try (var view = state.view()) {
            Optional<Buckets.Fence> fence = Buckets.find(view, name.bucket());
            if (fence.isEmpty()) {
                return Outcome.refused(Refusal.NO_SUCH_BUCKET);
            }
            return CurrentUpload.read(view::get, fence.get().info().id(), name)
                    .map(currentUpload ->
                            Outcome.done(parts(view, currentUpload.info(), after, max)))
                    .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_UPLOAD));
        }
    }

    /**
     * Returns the uploads that a query asks for; {@code after} is used in place of {@link
     * ListQuery#after}.
     */
    public Outcome<Page> page(String bucket, ListQuery query, Mark after) {
        try (var view = state.view()) {
            return Buckets.find(view, bucket)
                    .map(fence -> Outcome.done(page(view, fence.info().id(), query, after)))
                    .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
        }
    }

    private static Parts parts(View view, UploadInfo upload, int after, int max) {
        var parts = new ArrayList<UploadPart>();
        Key end = StoreKeys.parts(upload.id()).afterPrefix();
        Key from = StoreKeys.part(upload.id(), after).successor();
        try (var scan = view.scan(from, end, View.Order.FORWARD)) {
            boolean more = max > 0 && scan.next();
            while (more && parts.size() < max) {
                parts.add(UploadPart.read(scan.value()));
                more = scan.next();
            }
            return new Parts(upload, parts, more);
        }
    }

    private static Page page(View view, long bucketId, ListQuery query, Mark after) {
        var uploads = new ArrayList<UploadInfo>();
        var prefixes = new ArrayList<String>();
        Mark last = after;
        Key end = StoreKeys.uploads(bucketId, query.prefix()).afterPrefix();
        Key from = start(bucketId, query, after);
        if (query.max() == 0 || from.compareTo(end) >= 0) {
            return new Page(uploads, prefixes, last, false);
        }
        try (var scan = view.scan(from, end, View.Order.FORWARD)) {
            boolean more = scan.next();
            while (more && uploads.size() + prefixes.size() < query.max()) {
                UploadInfo upload = upload(scan);
                Optional<String> common = query.commonPrefix(upload.key());
                if (common.isPresent()) {
                    prefixes.add(common.get());
                    last = new Mark(common.get(), Optional.empty());
                    more = scan.seek(StoreKeys.uploads(bucketId, common.get()).afterPrefix());
                } else {
                    uploads.add(upload);
                    last = new Mark(upload.key(), Optional.of(upload.id()));
                    more = scan.next();
                }
            }
            return new Page(uploads, prefixes, last, more);
        }
    }

    private static UploadInfo upload(Scan scan) {
        var key = StoreKeys.uploadKey(scan.key());
        return UploadRecord.read(scan.value()).info(key.key(), key.id());
    }

    private static Key start(long bucketId, ListQuery query, Mark after) {
        Key first = StoreKeys.uploads(bucketId, query.prefix());
        if (after.key().isEmpty()) {
            return first;
        }
        boolean wholePrefix =
                query.commonPrefix(after.key()).filter(after.key()::equals).isPresent();
        Key next =
                wholePrefix
                        ? StoreKeys.uploads(bucketId, after.key()).afterPrefix()
                        : after.id()
                                .map(id -> StoreKeys.upload(bucketId, after.key(), id).successor())
                                .orElseGet(() ->
                                        StoreKeys.uploadsTo(bucketId, after.key()).afterPrefix());
        return next.compareTo(first) > 0 ? next : first;
    }
}
