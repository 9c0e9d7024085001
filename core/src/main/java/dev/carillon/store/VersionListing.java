package dev.carillon.store;

import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists all versions of a bucket's objects, delete markers included, as they are at one commit.
 * Thread-safe. A key costs one seek in addition to its versions; a common prefix costs one seek.
 */
public final class VersionListing {
    private final State state;

    VersionListing(State state) {
        this.state = state;
    }

    /** Returns the entries that a query asks for. */
    public Outcome<VersionPage> page(String bucket, VersionQuery query) {
        try (var view = state.view()) {
            return Buckets.find(view, bucket)
                    .map(fence -> Outcome.done(new Walk(view, fence.info().id(), query).page()))
                    .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
        }
    }

    /**
     * Walks over the keys, and over the versions of each. One entry more than requested shows that
     * there is another page.
     */
    private static final class Walk {
        private final View view;
        private final long bucketId;
        private final ListQuery names;
        private final OptionalLong afterStamp;
        private final List<VersionPage.Entry> entries = new ArrayList<>();

        Walk(View view, long bucketId, VersionQuery query) {
            this.view = view;
            this.bucketId = bucketId;
            this.names = query.names();
            this.afterStamp = query.afterStamp();
        }

        VersionPage page() {
            if (names.max() == 0) {
                return new VersionPage(entries, false);
            }
            if (afterStamp.isPresent()) {
                older(names.after(), from(names.after(), afterStamp.getAsLong()));
            }
            keys();
            boolean more = entries.size() > names.max();
            return new VersionPage(more ? entries.subList(0, names.max()) : entries, more);
        }

        private void keys() {
            Key end = StoreKeys.objects(bucketId, names.prefix()).afterPrefix();
            Key from = Listing.start(bucketId, names);
            if (from.compareTo(end) >= 0) {
                return;
            }
            try (var scan = view.scan(from, end, View.Order.FORWARD)) {
                boolean more = scan.next();
                while (more && entries.size() <= names.max()) {
                    more = step(scan);
                }
            }
        }

        private boolean step(Scan scan) {
            String key = StoreKeys.objectKey(scan.key());
            Optional<String> common = names.commonPrefix(key);
            if (common.isPresent()) {
                entries.add(new VersionPage.Entry.Common(common.get()));
                return scan.seek(StoreKeys.objects(bucketId, common.get()).afterPrefix());
            }
            var newest = ObjectRecord.read(key, scan.value());
            entries.add(new VersionPage.Entry.Found(newest, true));
            older(key, StoreKeys.versions(bucketId, key));
            return scan.next();
        }

        private void older(String key, Key from) {
            Key end = StoreKeys.versions(bucketId, key).afterPrefix();
            try (var scan = view.scan(from, end, View.Order.FORWARD)) {
                while (entries.size() <= names.max() && scan.next()) {
                    var version = ObjectRecord.read(key, scan.value());
                    entries.add(new VersionPage.Entry.Found(version, false));
                }
            }
        }

        private Key from(String key, long stamp) {
            return StoreKeys.version(bucketId, key, stamp).successor();
        }
    }
}
