package dev.carillon.store;

import dev.carillon.state.Disk;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds objects and opens their data. For any number of threads. */
public final class Reads {
    private final State state;
    private final Extents extents;

    Reads(State state, Extents extents) {
        this.state = state;
        this.extents = extents;
    }

    /** What is known of an object. */
    public Outcome<StoredObject> head(String bucket, String key) {
        try (var view = state.view()) {
            return find(view, bucket, key);
        }
    }

    /**
     * Opens an object; the caller closes it. If the object is changed between the look at its
     * record and the opening of its files, the files are still there: they stay for ten minutes.
     */
    public Outcome<ObjectData> open(String bucket, String key) {
        try (var view = state.view()) {
            return find(view, bucket, key).map(it -> new ObjectData(it, parts(view, it)));
        }
    }

    private List<Disk.Reading> parts(View view, StoredObject object) {
        return switch (object.placement()) {
            case Placement.Nothing() -> List.of();
            case Placement.Inline() -> List.of(inline(view, object));
            case Placement.Files(var files) -> openAll(files);
        };
    }

    private static Disk.Reading inline(View view, StoredObject object) {
        return view.get(StoreKeys.inline(object.stamp()))
                .map(it -> new InlineReading(ByteBuffer.wrap(it.value())))
                .orElseThrow(() ->
                        new IllegalStateException("the data of " + object.key() + " is gone"));
    }

    private List<Disk.Reading> openAll(List<Extent> files) {
        var open = new ArrayList<Disk.Reading>(files.size());
        try {
            files.forEach(it -> open.add(extents.read(it)));
            return open;
        } catch (RuntimeException e) {
            open.forEach(Disk.Reading::close);
            throw e;
        }
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
