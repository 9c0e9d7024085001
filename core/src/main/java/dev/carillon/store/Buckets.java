package dev.carillon.store;

import dev.carillon.notifier.Notifier;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

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

    /** Makes a bucket that keeps no versions. */
    public Outcome<BucketInfo> create(String name, String owner) {
        return create(new NewBucket(name, owner));
    }

    /**
     * Makes a bucket.
     *
     * @throws IllegalArgumentException when {@link BucketName#objection} has one: the caller asks
     *     first
     */
    public Outcome<BucketInfo> create(NewBucket wanted) {
        String name = wanted.name();
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
        var info =
                new BucketInfo(
                        name,
                        drawId(),
                        settings.now(),
                        wanted.owner(),
                        wanted.versioning(),
                        1,
                        wanted.properties());
        return loop.run(commit -> making(commit, info));
    }

    /** Finds a bucket. */
    public Outcome<BucketInfo> head(String name) {
        return find(name)
                .map(it -> Outcome.done(it.record().info()))
                .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
    }

    /**
     * The bucket of this id; empty when there is none.
     *
     * @param id as events name it: 16 hex digits
     */
    public Optional<BucketInfo> byId(String id) {
        return state.get(StoreKeys.bucketName(HexFormat.fromHexDigitsToLong(id)))
                .flatMap(it -> find(new String(it.value(), StandardCharsets.UTF_8)))
                .map(Fence::info)
                .filter(it -> it.idText().equals(id));
    }

    /**
     * Changes a bucket's versioning or properties; the change may be asked for more than once.
     *
     * @param ifRevision only when this is its revision; empty = whatever it is
     */
    public Outcome<BucketInfo> change(
            String name, OptionalLong ifRevision, UnaryOperator<BucketInfo> change) {
        return loop.run(commit -> {
            Optional<Fence> found = find(name);
            if (found.isEmpty()) {
                return stop(Refusal.NO_SUCH_BUCKET);
            }
            Fence fence = found.get();
            if (ifRevision.isPresent() && ifRevision.getAsLong() != fence.info().revision()) {
                return stop(Refusal.REVISION_DIFFERS);
            }
            BucketInfo changed = change.apply(fence.info()).revised();
            commit.checkStamp(fence.key(), fence.stamp())
                    .put(fence.key(), new BucketRecord(changed, false).write());
            return new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(changed));
        });
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
            if (state.get(StoreKeys.bucketName(bucket.id())).isEmpty()) {
                loop.run(commit -> naming(commit, bucket.name()));
            }
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

    /** The older version of an object that is meant, if it is an older one. */
    Optional<OlderVersion> older(Fence fence, String key, VersionChoice choice) {
        if (choice instanceof VersionChoice.Current) {
            return Optional.empty();
        }
        try (var view = state.view()) {
            return OlderVersion.find(view, fence.info().id(), key, choice);
        }
    }

    /** The version behind the newest one. */
    Optional<OlderVersion> newestOlder(Fence fence, String key) {
        if (fence.info().versioning() == Versioning.NEVER) {
            return Optional.empty();
        }
        try (var view = state.view()) {
            return OlderVersion.first(view, fence.info().id(), key, _ -> true);
        }
    }

    /** The older version whose place one without a name takes: where there may be one. */
    Optional<OlderVersion> unnamed(Fence fence, StoredObject made) {
        return fence.info().versioning() == Versioning.SUSPENDED && !made.versioned()
                ? older(fence, made.key(), new VersionChoice.Unnamed())
                : Optional.empty();
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
        commit.put(StoreKeys.bucketName(info.id()), info.name().getBytes(StandardCharsets.UTF_8));
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
        commit.delete(StoreKeys.bucketName(info.id()));
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

    /** Buckets made before they were found by their ids have no name there yet. */
    private CommitLoop.Plan<Boolean> naming(Commit commit, String name) {
        Optional<Fence> found = find(name);
        if (found.isEmpty()) {
            return new CommitLoop.Plan.Stop<>(false);
        }
        found.get().guard(commit);
        commit.put(
                StoreKeys.bucketName(found.get().info().id()),
                name.getBytes(StandardCharsets.UTF_8));
        return new CommitLoop.Plan.Quiet<>(_ -> true);
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
