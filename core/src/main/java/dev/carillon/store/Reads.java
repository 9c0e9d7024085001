package dev.carillon.store;

import dev.carillon.state.Disk;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds objects and opens their data. For any number of threads. */
public final class Reads {
    private static final Disk.Reading EMPTY = new InlineReading(ByteBuffer.allocate(0));

    private final State state;
    private final Extents extents;
    private final OpenReads reading;

    Reads(State state, Extents extents, OpenReads reading) {
        this.state = state;
        this.extents = extents;
        this.reading = reading;
    }

    /** What is known of an object. */
    public Outcome<StoredObject> head(String bucket, String key) {
        try (var view = state.view()) {
            return find(view, bucket, key);
        }
    }

    /**
     * Opens an object; the caller closes it. If the object is changed between the look at its
     * record and the opening of its files, the files are still there: they stay for ten minutes
     * (one while the disk is nearly full), and as long as an object of several files that was
     * opened before is open.
     */
    public Outcome<ObjectData> open(String bucket, String key) {
        try (var view = state.view()) {
            return find(view, bucket, key).map(it -> open(view, it));
        }
    }

    private ObjectData open(View view, StoredObject object) {
        return switch (object.placement()) {
            case Placement.Nothing() -> new ObjectData(object, new Pieces.One(EMPTY));
            case Placement.Inline() -> new ObjectData(object, new Pieces.One(inline(view, object)));
            case Placement.Files(var files) when files.size() == 1 ->
                    new ObjectData(object, new Pieces.One(extents.read(files.getFirst())));
            case Placement.Files(var files) ->
                    new ObjectData(object, new Pieces.Many(extents, files, reading.begin()));
        };
    }

    private static Disk.Reading inline(View view, StoredObject object) {
        return view.get(StoreKeys.inline(object.stamp()))
                .map(it -> new InlineReading(ByteBuffer.wrap(it.value())))
                .orElseThrow(() ->
                        new IllegalStateException("the data of " + object.key() + " is gone"));
    }

    private static Outcome<StoredObject> find(View view, String bucket, String key) {
        Optional<Buckets.Fence> fence = Buckets.find(view, bucket);
        if (fence.isEmpty()) {
            return Outcome.refused(Refusal.NO_SUCH_BUCKET);
        }
        return CurrentObject.read(view::get, fence.get().info().id(), key)
                .object()
                .<Outcome<StoredObject>>map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_OBJECT));
    }
}
