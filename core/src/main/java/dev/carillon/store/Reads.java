package dev.carillon.store;

import dev.carillon.state.Disk;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds objects and opens their data. Thread-safe. */
public final class Reads {
    private static final Disk.Reading EMPTY = new InlineReading(ByteBuffer.allocate(0));

    private final State state;
    private final Extents extents;
    private final OpenReads reading;
    private final Damages damages;

    Reads(State state, Extents extents, OpenReads reading, Damages damages) {
        this.state = state;
        this.extents = extents;
        this.reading = reading;
        this.damages = damages;
    }

    /** Returns the attributes of an object. */
    public Outcome<StoredObject> head(String bucket, String key) {
        return head(bucket, key, new VersionChoice.Current());
    }

    /** Returns the attributes of an object, or of one of its versions. */
    public Outcome<StoredObject> head(String bucket, String key, VersionChoice version) {
        try (var view = state.view()) {
            return find(view, bucket, key, version);
        }
    }

    /** Returns the newest version of an object, which may be a delete marker. */
    public Optional<StoredObject> newest(BucketInfo bucket, String key) {
        return CurrentObject.read(state, bucket.id(), key).latest();
    }

    /**
     * Returns the stamp of a version, which may be a delete marker; empty if there is no such
     * version.
     */
    public Outcome<OptionalLong> stampOf(String bucket, String key, VersionChoice version) {
        try (var view = state.view()) {
            Optional<Buckets.Fence> fence = Buckets.find(view, bucket);
            if (fence.isEmpty()) {
                return Outcome.refused(Refusal.NO_SUCH_BUCKET);
            }
            return Outcome.done(
                    ChosenVersion.read(view, fence.get().info().id(), key, version)
                            .named()
                            .map(storedObject -> OptionalLong.of(storedObject.stamp()))
                            .orElseGet(OptionalLong::empty));
        }
    }

    /**
     * Finds a version by the stamp of the commit that made it; delete markers are included.
     *
     * @return empty if there is no such version in that bucket
     */
    public Optional<StoredObject> made(BucketInfo bucket, long stamp) {
        try (var view = state.view()) {
            return view.get(StoreKeys.stamp(stamp))
                    .flatMap(stamped -> StoreKeys.keyOfStamp(stamped.value(), bucket.id()))
                    .flatMap(key -> version(view, bucket.id(), key, stamp));
        }
    }

    private static Optional<StoredObject> version(
            View view, long bucketId, String key, long stamp) {
        return ChosenVersion.read(view, bucketId, key, new VersionChoice.Made(stamp)).named();
    }

    /**
     * Opens an object; the caller closes it. If the object is changed after its record was read,
     * its files can still be opened: they stay for ten minutes (one minute while the disk is nearly
     * full), and as long as an object of several files that was opened earlier is open.
     *
     * @throws DamagedDataException if the object's file differs from what was written
     */
    public Outcome<ObjectData> open(String bucket, String key, VersionChoice version) {
        try (var view = state.view()) {
            return find(view, bucket, key, version)
                    .map(storedObject -> open(view, bucket, storedObject));
        }
    }

    /** Opens the newest version of an object in the same way. */
    public Outcome<ObjectData> open(String bucket, String key) {
        return open(bucket, key, new VersionChoice.Current());
    }

    private ObjectData open(View view, String bucket, StoredObject object) {
        try {
            Pieces pieces = pieces(view, object);
            return new ObjectData(
                    object, pieces, exception -> damages.met(exception, bucket, object));
        } catch (DamagedExtentException e) {
            throw damages.met(e, bucket, object);
        }
    }

    private Pieces pieces(View view, StoredObject object) {
        return switch (object.placement()) {
            case Placement.Nothing() -> new Pieces.One(EMPTY);
            case Placement.Inline() -> new Pieces.One(inline(view, object));
            case Placement.Files(var files) when files.size() == 1 ->
                    new Pieces.One(extents.read(files.getFirst()));
            case Placement.Files(var files) -> new Pieces.Many(extents, files, reading.begin());
        };
    }

    private static Disk.Reading inline(View view, StoredObject object) {
        return view.get(StoreKeys.inline(object.stamp()))
                .map(stamped -> new InlineReading(ByteBuffer.wrap(stamped.value())))
                .orElseThrow(() ->
                        new IllegalStateException("the data of " + object.key() + " is gone"));
    }

    private static Outcome<StoredObject> find(
            View view, String bucket, String key, VersionChoice version) {
        Optional<Buckets.Fence> fence = Buckets.find(view, bucket);
        if (fence.isEmpty()) {
            return Outcome.refused(Refusal.NO_SUCH_BUCKET);
        }
        long id = fence.get().info().id();
        return OlderVersion.find(view, id, key, version)
                .map(olderVersion -> VersionChoice.shown(olderVersion.object()))
                .orElseGet(() -> version.among(CurrentObject.read(view, id, key).latest()));
    }
}
