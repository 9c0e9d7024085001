package dev.carillon.store;

import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists the objects of a bucket as they are at one commit. Thread-safe. A common prefix costs one
 * seek, whatever the number of keys in it.
 */
public final class Listing {
    private final State state;

    Listing(State state) {
        this.state = state;
    }

    /** Returns the entries that a query asks for. */
    public Outcome<ListPage> page(String bucket, ListQuery query) {
        try (var view = state.view()) {
            return Buckets.find(view, bucket)
                    .map(fence -> Outcome.done(page(view, fence.info().id(), query)))
                    .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
        }
    }

    private static ListPage page(View view, long bucketId, ListQuery query) {
        var entries = new ArrayList<ListPage.Entry>();
        Key all = StoreKeys.objects(bucketId, query.prefix());
        Key from = start(bucketId, query);
        if (query.max() == 0 || from.compareTo(all.afterPrefix()) >= 0) {
            return new ListPage(entries, false);
        }
        try (var scan = view.scan(from, all.afterPrefix(), View.Order.FORWARD)) {
            boolean more = scan.next();
            while (more && entries.size() < query.max()) {
                more = step(scan, bucketId, query, entries);
            }
            return new ListPage(entries, more);
        }
    }

    /** Adds the entry at the scan's position and moves the scan to the next one. */
    private static boolean step(
            Scan scan, long bucketId, ListQuery query, List<ListPage.Entry> entries) {
        String key = StoreKeys.objectKey(scan.key());
        Optional<String> common = query.commonPrefix(key);
        if (common.isPresent()) {
            entries.add(new ListPage.Entry.Common(common.get()));
            return scan.seek(StoreKeys.objects(bucketId, common.get()).afterPrefix());
        }
        StoredObject object = ObjectRecord.read(key, scan.value());
        if (!object.deleteMarker()) {
            entries.add(new ListPage.Entry.Found(object));
        }
        return scan.next();
    }

    /** Returns the key from which a query's scan starts. */
    static Key start(long bucketId, ListQuery query) {
        Key first = StoreKeys.objects(bucketId, query.prefix());
        if (query.after().isEmpty()) {
            return first;
        }
        return later(first, next(bucketId, query));
    }

    private static Key next(long bucketId, ListQuery query) {
        if (query.andItself()) {
            return StoreKeys.object(bucketId, query.after());
        }
        boolean wholePrefix =
                query.commonPrefix(query.after()).filter(query.after()::equals).isPresent();
        return wholePrefix
                ? StoreKeys.objects(bucketId, query.after()).afterPrefix()
                : StoreKeys.object(bucketId, query.after()).successor();
    }

    private static Key later(Key one, Key other) {
        return other.compareTo(one) > 0 ? other : one;
    }
}
