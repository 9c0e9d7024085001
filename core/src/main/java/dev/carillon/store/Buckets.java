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
 * Creates, finds and removes buckets. Thread-safe; every change is durable when its method returns.
 *
 * <p>The bucket's record protects its objects: each commit on an object checks the record's stamp.
 * A removal first marks the record as closing, so that commits prepared earlier fail. It then
 * checks that the bucket is empty, and removes it if the mark is unchanged. A commit on an object
 * that finds the mark clears it, and so the removal fails. No thread waits for another, and a mark
 * left by a crash blocks nobody.
 */
public final class Buckets {
    private final State state;
    private final Notifier notifier;
    private final CommitLoop loop;
    private final StoreSettings settings;
    private final UploadRemains remains;
    private final LastKnownFences lastKnown = new LastKnownFences();

    Buckets(State state, Notifier notifier, CommitLoop loop, StoreSettings settings) {
        this.state = state;
        this.notifier = notifier;
        this.loop = loop;
        this.settings = settings;
        this.remains = new UploadRemains(state, loop, settings.clock());
    }

    /** Creates a bucket that keeps no versions. */
    public Outcome<BucketInfo> create(String name, String owner) {
        return create(new NewBucket(name, owner));
    }

    /**
     * Creates a bucket.
     *
     * @throws IllegalArgumentException if {@link BucketName#objection} returns a reason; callers
     *     check it first
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
                .map(fence -> Outcome.done(fence.record().info()))
                .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_BUCKET));
    }

    /**
     * Returns the bucket with this id; empty if there is none.
     *
     * @param id as events name it: 16 hex digits
     */
    public Optional<BucketInfo> byId(String id) {
        return state.get(StoreKeys.bucketName(HexFormat.fromHexDigitsToLong(id)))
                .flatMap(stamped -> find(new String(stamped.value(), StandardCharsets.UTF_8)))
                .map(Fence::info)
                .filter(bucketInfo -> bucketInfo.idText().equals(id));
    }

    /**
     * Changes a bucket's versioning or properties. {@code change} may be called more than once.
     *
     * @param ifRevision the revision that the bucket must have; empty = any
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

    /** Returns all buckets, by name. */
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
     * Removes an empty bucket together with its rules, and aborts its unfinished uploads, which can
     * no longer be completed.
     */
    public Outcome<BucketInfo> delete(String name) {
        return loop.<Outcome<BucketInfo>>run(commit -> removing(commit, name))
                .map(removed -> {
                    lastKnown.update(name, Optional.empty());
                    remains.abortIn(removed.id());
                    return removed;
                });
    }

    /** Clears the marks of removals that were interrupted when the process stopped. */
    void reopenAll() {
        for (BucketInfo bucket : list()) {
            loop.run(commit -> reopening(commit, bucket.name()));
            if (state.get(StoreKeys.bucketName(bucket.id())).isEmpty()) {
                loop.run(commit -> naming(commit, bucket.name()));
            }
        }
    }

    /** Returns a bucket's record as it is now, with the stamp that commits on its objects check. */
    Optional<Fence> find(String name) {
        Optional<Fence> found =
                state.get(StoreKeys.bucket(name)).map(value -> Fence.read(name, value));
        lastKnown.update(name, found);
        return found;
    }

    /**
     * Returns a bucket's record as it was when it was read last, without another read. It may be
     * outdated: only for commits that are guarded by it, which then conflict and read it again.
     */
    Optional<Fence> findLastKnown(String name) {
        return lastKnown.find(name).or(() -> find(name));
    }

    /** Returns an object of a bucket as it is now. */
    CurrentObject object(Fence fence, String key) {
        return CurrentObject.read(state, fence.info().id(), key);
    }

    /** Returns the chosen version of an object as it is now, with the newest one. */
    ChosenVersion chosen(Fence fence, String key, VersionChoice choice) {
        if (choice instanceof VersionChoice.Current) {
            return new ChosenVersion(choice, object(fence, key), Optional.empty());
        }
        try (var view = state.view()) {
            return ChosenVersion.read(view, fence.info().id(), key, choice);
        }
    }

    /** Returns the version before the newest one. */
    Optional<OlderVersion> newestOlder(Fence fence, String key) {
        if (fence.info().versioning() == Versioning.NEVER) {
            return Optional.empty();
        }
        try (var view = state.view()) {
            return OlderVersion.first(view, fence.info().id(), key, _ -> true);
        }
    }

    /**
     * Returns the older version that a new version without an id replaces; empty if there is none.
     */
    Optional<OlderVersion> unnamed(Fence fence, StoredObject made) {
        if (fence.info().versioning() != Versioning.SUSPENDED || made.versioned()) {
            return Optional.empty();
        }
        try (var view = state.view()) {
            return OlderVersion.find(
                    view, fence.info().id(), made.key(), new VersionChoice.Unnamed());
        }
    }

    static Optional<Fence> find(View view, String name) {
        return view.get(StoreKeys.bucket(name)).map(stamped -> Fence.read(name, stamped));
    }

    /** A bucket's record and its stamp as they were read. */
    record Fence(Key key, BucketRecord record, long stamp) {
        static Fence read(String name, Stamped value) {
            return new Fence(
                    StoreKeys.bucket(name), BucketRecord.read(name, value.value()), value.stamp());
        }

        BucketInfo info() {
            return record.info();
        }

        /**
         * Lets a commit succeed only if the bucket is unchanged since it was read, and clears a
         * closing mark.
         */
        void guard(Commit commit) {
            commit.checkStamp(key, stamp);
            if (record.closing()) {
                commit.put(key, record.withClosing(false).write());
            }
        }
    }

    /**
     * Draws a stamp from a commit of its own, so that the id is known before the bucket's commit
     * and is never used again.
     */
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

    /**
     * Writes the look-up key from id to name, which buckets of older versions of this program do
     * not have.
     */
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
