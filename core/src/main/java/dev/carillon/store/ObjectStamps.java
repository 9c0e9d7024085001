package dev.carillon.store;

import dev.carillon.state.KeyRange;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The stamps of the commits that made the current objects: used to check that each of them
 * published its event.
 */
public final class ObjectStamps {
    private final State state;

    /** Reads the objects that a store keeps in {@code state}. */
    public ObjectStamps(State state) {
        this.state = state;
    }

    /** Receives one object. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Called for one object.
         *
         * @param bucketId as events name it
         * @param stamp the stamp of the commit that made it
         */
        void object(String bucketId, String key, long stamp);
    }

    /**
     * Visits every version of every object of every bucket, and returns their number.
     *
     * @param unreadable takes each range of keys that cannot be read
     */
    public long visit(Visitor visitor, Consumer<KeyRange> unreadable) {
        try (View view = state.bulkView()) {
            return EveryObject.visit(
                    view,
                    (bucket, object) ->
                            visitor.object(bucket.idText(), object.key(), object.stamp()),
                    unreadable);
        }
    }

    /** Returns the stamp of the commit that made an object; empty if there is none. */
    public OptionalLong of(String bucketId, String key) {
        return CurrentObject.read(state, HexFormat.fromHexDigitsToLong(bucketId), key)
                .latest()
                .map(storedObject -> OptionalLong.of(storedObject.stamp()))
                .orElseGet(OptionalLong::empty);
    }
}
