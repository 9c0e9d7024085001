package dev.carillon.store;

import dev.carillon.state.Key;
import dev.carillon.state.State;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Turns the parts of aborted uploads into garbage, some at a time, because those of a large upload
 * do not fit in one commit. Thread-safe; after a crash the next start finishes the work.
 */
final class UploadRemains {
    private static final int MAX_PARTS_AT_ONCE = 1_000;

    private final State state;
    private final CommitLoop loop;
    private final InstantSource clock;

    UploadRemains(State state, CommitLoop loop, InstantSource clock) {
        this.state = state;
        this.loop = loop;
        this.clock = clock;
    }

    /** Frees the parts of an aborted upload, to which none can be added any more. */
    void free(long upload) {
        for (var some = some(upload); !some.isEmpty(); some = some(upload)) {
            free(some);
        }
        loop.run(commit -> {
            commit.delete(StoreKeys.ended(upload));
            return new CommitLoop.Plan.Quiet<>(_ -> true);
        });
    }

    /** Finishes the work of an earlier run. */
    void freeAll() {
        keys(StoreKeys.ended()).forEach(key -> free(StoreKeys.endedUpload(key)));
    }

    /** Aborts the unfinished uploads of a bucket that was removed. */
    void abortIn(long bucketId) {
        keys(StoreKeys.uploads(bucketId, "")).forEach(this::abort);
    }

    /** Aborts the unfinished uploads of all buckets that no longer exist. */
    void abortUnless(LongPredicate bucketExists) {
        keys(StoreKeys.uploads()).stream()
                .filter(key -> !bucketExists.test(StoreKeys.uploadKey(key).bucketId()))
                .forEach(this::abort);
    }

    private void abort(Key key) {
        boolean aborted =
                loop.run(commit -> {
                    var found = state.get(key).map(stamped -> CurrentUpload.read(key, stamped));
                    if (found.isEmpty()) {
                        return new CommitLoop.Plan.Stop<>(false);
                    }
                    found.get().abort(commit);
                    return new CommitLoop.Plan.Quiet<>(_ -> true);
                });
        if (aborted) {
            free(StoreKeys.uploadKey(key).id());
        }
    }

    private void free(Map<Key, Extent> some) {
        loop.run(commit -> {
            var garbage = new Garbage(clock.instant(), List.copyOf(some.values()));
            commit.put(StoreKeys.newGarbage(), garbage.write());
            some.keySet().forEach(commit::delete);
            return new CommitLoop.Plan.Quiet<>(_ -> true);
        });
    }

    private Map<Key, Extent> some(long upload) {
        var some = new HashMap<Key, Extent>();
        try (var view = state.view();
                var scan = view.scan(StoreKeys.parts(upload))) {
            while (some.size() < MAX_PARTS_AT_ONCE && scan.next()) {
                some.put(scan.key(), UploadPart.read(scan.value()).extent());
            }
        }
        return some;
    }

    private List<Key> keys(Key prefix) {
        var keys = new ArrayList<Key>();
        try (var view = state.bulkView();
                var scan = view.scan(prefix)) {
            while (scan.next()) {
                keys.add(scan.key());
            }
        }
        return keys;
    }
}
