package dev.carillon.store;

import dev.carillon.state.KeyRange;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Which commits made the objects there are now: for who proves that each told its event. */
public final class ObjectStamps {
    private final State state;

    /** Looks at the objects that a store keeps in {@code state}. */
    public ObjectStamps(State state) {
        this.state = state;
    }

    /** Takes in one object. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * An object.
         *
         * @param bucketId as events name it
         * @param stamp the stamp of the commit that made it
         */
        void object(String bucketId, String key, long stamp);
    }

    /**
     * Hands on every version of every object of every bucket; gives back how many there are.
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

    /** The stamp of the commit that made an object; empty when there is none. */
    public OptionalLong of(String bucketId, String key) {
        return CurrentObject.read(state::get, HexFormat.fromHexDigitsToLong(bucketId), key)
                .latest()
                .map(it -> OptionalLong.of(it.stamp()))
                .orElseGet(OptionalLong::empty);
    }
}
