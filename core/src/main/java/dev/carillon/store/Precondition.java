package dev.carillon.store;

import java.util.Optional;

/** What must be true of a key's current object for a change to happen. */
public sealed interface Precondition {
    /** Nothing is demanded. */
    record None() implements Precondition {}

    /** There is no object. */
    record Absent() implements Precondition {}

    /** There is an object. */
    record Present() implements Precondition {}

    /**
     * There is an object with this entity tag.
     *
     * @param etag without quotes; {@code *} = any
     */
    record Matches(String etag) implements Precondition {}

    /** Why a change must not happen; empty when it may. */
    default Optional<Refusal> objection(Optional<StoredObject> current) {
        return switch (this) {
            case None() -> Optional.empty();
            case Present() ->
                    current.isEmpty() ? Optional.of(Refusal.NO_SUCH_OBJECT) : Optional.empty();
            case Absent() -> current.map(_ -> Refusal.PRECONDITION_FAILED);
            case Matches(String etag) ->
                    current.isEmpty()
                            ? Optional.of(Refusal.NO_SUCH_OBJECT)
                            : current.filter(it -> !etag.equals("*") && !etag.equals(it.etag()))
                                    .map(_ -> Refusal.PRECONDITION_FAILED);
        };
    }
}
