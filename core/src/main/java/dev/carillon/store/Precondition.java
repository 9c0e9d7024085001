package dev.carillon.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A condition on a key's current object, or on the named version, for a change to happen. */
public sealed interface Precondition {
    /** The entity tag that matches any object. */
    String ANY = "*";

    /** No condition. */
    record None() implements Precondition {}

    /** The condition that there is no object. */
    record Absent() implements Precondition {}

    /** The condition that there is an object. */
    record Present() implements Precondition {}

    /**
     * The condition that the object has one of these entity tags.
     *
     * @param etags without quotes; {@code *} = any
     */
    record Matches(Set<String> etags) implements Precondition {
        public Matches {
            etags = Set.copyOf(etags);
        }
    }

    /**
     * The condition that there is no object, or that its entity tag is none of these.
     *
     * @param etags without quotes
     */
    record Differs(Set<String> etags) implements Precondition {
        public Differs {
            etags = Set.copyOf(etags);
        }
    }

    /** The condition that the object has this many bytes. */
    record Sized(long bytes) implements Precondition {}

    /**
     * The condition that the object was modified at this time, compared to the second or to the
     * millisecond.
     */
    record ModifiedAt(Instant at) implements Precondition {}

    /** The condition that each of several conditions holds. */
    record Every(List<Precondition> each) implements Precondition {
        public Every {
            each = List.copyOf(each);
        }
    }

    /** Returns why a change must not happen; empty if it may. */
    default Optional<Refusal> objection(Optional<StoredObject> current) {
        return switch (this) {
            case None() -> Optional.empty();
            case Present() ->
                    current.isEmpty() ? Optional.of(Refusal.NO_SUCH_OBJECT) : Optional.empty();
            case Absent() -> current.map(_ -> Refusal.PRECONDITION_FAILED);
            case Differs(Set<String> etags) ->
                    current.filter(storedObject -> etags.contains(storedObject.etag()))
                            .map(_ -> Refusal.PRECONDITION_FAILED);
            case Matches _, Sized _, ModifiedAt _ ->
                    current.isEmpty()
                            ? Optional.of(Refusal.NO_SUCH_OBJECT)
                            : current.filter(storedObject -> !describes(storedObject))
                                    .map(_ -> Refusal.PRECONDITION_FAILED);
            case Every(List<Precondition> each) ->
                    each.stream()
                            .flatMap(precondition -> precondition.objection(current).stream())
                            .findFirst();
        };
    }

    /**
     * Returns whether the condition describes one particular object. A conditional removal of an
     * object that does not exist then has nothing to remove, and succeeds.
     */
    default boolean saysWhich() {
        return switch (this) {
            case None _, Absent _, Present _, Differs _ -> false;
            case Matches _, Sized _, ModifiedAt _ -> true;
            case Every(List<Precondition> each) -> each.stream().anyMatch(Precondition::saysWhich);
        };
    }

    private boolean describes(StoredObject object) {
        return switch (this) {
            case Matches(Set<String> etags) -> etags.contains(ANY) || etags.contains(object.etag());
            case Sized(long bytes) -> object.size() == bytes;
            case ModifiedAt(Instant at) ->
                    at.equals(object.modified().truncatedTo(ChronoUnit.SECONDS))
                            || at.equals(object.modified().truncatedTo(ChronoUnit.MILLIS));
            case None _, Absent _, Present _, Differs _, Every _ ->
                    objection(Optional.of(object)).isEmpty();
        };
    }
}
