package dev.carillon.store;

import java.util.Optional;

/** Which version of an object is meant. */
public sealed interface VersionChoice {
    /** The newest. */
    record Current() implements VersionChoice {}

    /** The one that was made while the bucket kept no versions; there is at most one. */
    record Unnamed() implements VersionChoice {}

    /**
     * The one that a commit made.
     *
     * @param stamp of that commit
     */
    record Made(long stamp) implements VersionChoice {}

    /** The version meant, where there is only the newest one to choose from. */
    default Outcome<StoredObject> among(Optional<StoredObject> newest) {
        return switch (this) {
            case Current _ ->
                    newest.isEmpty()
                            ? Outcome.refused(Refusal.NO_SUCH_OBJECT)
                            : newest.get().deleteMarker()
                                    ? Outcome.refused(Refusal.HIDDEN)
                                    : Outcome.done(newest.get());
            case Unnamed _, Made _ ->
                    newest.filter(this::is)
                            .map(VersionChoice::shown)
                            .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_VERSION));
        };
    }

    /** A version that was named, unless it is a delete marker. */
    static Outcome<StoredObject> shown(StoredObject version) {
        return version.deleteMarker()
                ? Outcome.refused(Refusal.IS_DELETE_MARKER)
                : Outcome.done(version);
    }

    /** Whether a version is the one meant, the newest aside. */
    default boolean is(StoredObject version) {
        return switch (this) {
            case Current _ -> false;
            case Unnamed _ -> !version.versioned();
            case Made(long stamp) -> version.stamp() == stamp;
        };
    }
}
