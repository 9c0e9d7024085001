package dev.carillon.store;

import dev.carillon.notifier.Notifier;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes, finds and removes buckets. For any number of threads; every change is durable when its
 * method returns.
 *
 * <p>The bucket's record is the fence around its objects: each commit on one of them checks the
 * record's stamp. Removal marks the record as closing, which turns away all commits that were
 * prepared before, then looks whether the bucket is empty, then removes it if the mark is still as
 * it was. An object's commit that finds the mark takes it away, and so the removal fails: nobody
 * waits for anybody, and a mark left by a crash is in nobody's way.
 */
public final class Buckets {
    private final State state;
    private final Notifier notifier;
    private final CommitLoop loop;
    private final StoreSettings settings;
    private final UploadRemains remains;

    Buckets(State state, Notifier notifier, CommitLoop loop, StoreSettings settings) {
        this.state = state;
        this.notifier = notifier;
        this.loop = loop;
        this.settings = settings;
        this.remains = new UploadRemains(state, loop, settings.clock());
    }

    /**
     * Makes a bucket.
     *
     * @throws IllegalArgumentException when {@link BucketName#objection} has one: the caller asks
     *     first
     */
    public Outcome<BucketInfo> create(String name, String owner) {
        BucketName.objection(name)
                .ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                });
        if (find(name).isPresent()) {
            return Outcome.refused(Refusal.BUCKET_EXISTS);
        }
        Optional<Refusal> objection = settings.space().objection();
        if (objection.isPresent()) {
            return Outcome.refused(objection.get());
        }
        var created = settings.clock().instant().truncatedTo(ChronoUnit.MICROS);
        var info = new BucketInfo(name, drawId(), created, owner);
        return loop.run(commit -> making(commit, info));
    }

    /** Finds a bucket. */
    public Outcome<BucketInfo> head(String name) {
        return find(name)
                .map(it -> Outcome.done(it.record().info()))
                .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
    }

    /** All buckets, by name. */
    public List<BucketInfo> list() {
        var buckets = new ArrayList<BucketInfo>();
        try (var view = state.view();
                var scan = view.scan(StoreKeys.buckets())) {
            while (scan.next()) {
                buckets.add(
                        BucketRecord.read(StoreKeys.bucketName(scan.key()), scan.value()).info());
            }
        }
        return buckets;
    }

    /**
     * Removes a bucket that has no objects, and with it its rules. Its unfinished uploads are given
     * up: none can come to it any more.
     */
    public Outcome<BucketInfo> delete(String name) {
        return loop.<Outcome<BucketInfo>>run(commit -> removing(commit, name))
                .map(removed -> {
                    remains.abortIn(removed.id());
                    return removed;
                });
    }

    /** Takes away the marks that removals left behind when the process was stopped. */
    void reopenAll() {
        for (BucketInfo bucket : list()) {
            loop.run(commit -> reopening(commit, bucket.name()));
        }
    }

    /** A bucket's record as it is now, with the stamp that commits on its objects check. */
    Optional<Fence> find(String name) {
        return state.get(StoreKeys.bucket(name)).map(it -> Fence.read(name, it));
    }

    /** An object of a bucket as it is now. */
    CurrentObject object(Fence fence, String key) {
        return CurrentObject.read(state::get, fence.info().id(), key);
    }

    static Optional<Fence> find(View view, String name) {
        return view.get(StoreKeys.bucket(name)).map(it -> Fence.read(name, it));
    }

    /** A bucket's record as it was read. */
    record Fence(Key key, BucketRecord record, long stamp) {
        static Fence read(String name, Stamped value) {
            return new Fence(
                    StoreKeys.bucket(name), BucketRecord.read(name, value.value()), value.stamp());
        }

        BucketInfo info() {
            return record.info();
        }

        /** Lets a commit happen only while the bucket is as it was read, and open. */
        void guard(Commit commit) {
            commit.checkStamp(key, stamp);
            if (record.closing()) {
                commit.put(key, record.withClosing(false).write());
            }
        }
    }

    /** A stamp of its own, so that it is known before the bucket's commit and never used again. */
    private long drawId() {
        return loop.run(commit -> {
            commit.put(StoreKeys.bucketId(), new byte[0]);
            return new CommitLoop.Plan.Quiet<>(stamp -> stamp);
        });
    }

    private CommitLoop.Plan<Outcome<BucketInfo>> making(Commit commit, BucketInfo info) {
        Key key = StoreKeys.bucket(info.name());
        if (state.get(key).isPresent()) {
            return stop(Refusal.BUCKET_EXISTS);
        }
        commit.checkAbsent(key).put(key, new BucketRecord(info, false).write());
        notifier.bucketMade(commit, info.idText());
        return new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(info));
    }

    private CommitLoop.Plan<Outcome<BucketInfo>> removing(Commit commit, String name) {
        Optional<Fence> closed = close(name);
        if (closed.isEmpty()) {
            return stop(Refusal.NO_SUCH_BUCKET);
        }
        Fence fence = closed.get();
        BucketInfo info = fence.info();
        if (holdsObjects(info.id())) {
            loop.run(undo -> reopening(undo, name));
            return stop(Refusal.BUCKET_NOT_EMPTY);
        }
        commit.checkStamp(fence.key(), fence.stamp()).delete(fence.key());
        notifier.bucketRemoved(commit, info.idText());
        return new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(info));
    }

    private Optional<Fence> close(String name) {
        return loop.run(commit -> {
            Optional<Fence> found = find(name);
            if (found.isEmpty()) {
                return new CommitLoop.Plan.Stop<>(Optional.<Fence>empty());
            }
            Fence fence = found.get();
            var closing = fence.record().withClosing(true);
            commit.checkStamp(fence.key(), fence.stamp()).put(fence.key(), closing.write());
            return new CommitLoop.Plan.Quiet<>(
                    stamp -> Optional.of(new Fence(fence.key(), closing, stamp)));
        });
    }

    private CommitLoop.Plan<Boolean> reopening(Commit commit, String name) {
        Optional<Fence> found = find(name);
        if (found.isEmpty() || !found.get().record().closing()) {
            return new CommitLoop.Plan.Stop<>(false);
        }
        found.get().guard(commit);
        return new CommitLoop.Plan.Quiet<>(_ -> true);
    }

    private boolean holdsObjects(long id) {
        try (var view = state.view()) {
            return holds(view, StoreKeys.objects(id, "")) || holds(view, StoreKeys.versions(id));
        }
    }

    private static boolean holds(View view, Key prefix) {
        try (var scan = view.scan(prefix)) {
            return scan.next();
        }
    }

    private static CommitLoop.Plan<Outcome<BucketInfo>> stop(Refusal why) {
        return new CommitLoop.Plan.Stop<>(Outcome.refused(why));
    }
}
