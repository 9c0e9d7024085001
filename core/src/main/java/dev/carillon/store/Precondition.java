package dev.carillon.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be true of a key's current object, or of the version named, for a change to happen. */
public sealed interface Precondition {
    /** The entity tag that stands for any. */
    String ANY = "*";

    /** Nothing is demanded. */
    record None() implements Precondition {}

    /** There is no object. */
    record Absent() implements Precondition {}

    /** There is an object. */
    record Present() implements Precondition {}

    /**
     * There is an object with one of these entity tags.
     *
     * @param etags without quotes; {@code *} = any
     */
    record Matches(Set<String> etags) implements Precondition {
        public Matches {
            etags = Set.copyOf(etags);
        }
    }

    /**
     * There is no object, or one with an entity tag that is none of these.
     *
     * @param etags without quotes
     */
    record Differs(Set<String> etags) implements Precondition {
        public Differs {
            etags = Set.copyOf(etags);
        }
    }

    /** There is an object of this many bytes. */
    record Sized(long bytes) implements Precondition {}

    /** There is an object made then, to the second or to the millisecond. */
    record ModifiedAt(Instant at) implements Precondition {}

    /** Each of several holds. */
    record Every(List<Precondition> each) implements Precondition {
        public Every {
            each = List.copyOf(each);
        }
    }

    /** Why a change must not happen; empty when it may. */
    default Optional<Refusal> objection(Optional<StoredObject> current) {
        return switch (this) {
            case None() -> Optional.empty();
            case Present() ->
                    current.isEmpty() ? Optional.of(Refusal.NO_SUCH_OBJECT) : Optional.empty();
            case Absent() -> current.map(_ -> Refusal.PRECONDITION_FAILED);
            case Differs(Set<String> etags) ->
                    current.filter(it -> etags.contains(it.etag()))
                            .map(_ -> Refusal.PRECONDITION_FAILED);
            case Matches _, Sized _, ModifiedAt _ ->
                    current.isEmpty()
                            ? Optional.of(Refusal.NO_SUCH_OBJECT)
                            : current.filter(it -> !describes(it))
                                    .map(_ -> Refusal.PRECONDITION_FAILED);
            case Every(List<Precondition> each) ->
                    each.stream().flatMap(it -> it.objection(current).stream()).findFirst();
        };
    }

    /**
     * Whether it says which object is meant. A removal that says so of an object that is not there
     * has nothing to remove.
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
