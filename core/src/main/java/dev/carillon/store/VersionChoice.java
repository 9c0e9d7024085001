package dev.carillon.store;

import java.util.Optional;

/** The choice of one version of an object. */
public sealed interface VersionChoice {
    /** The newest version. */
    record Current() implements VersionChoice {}

    /** The version that was made while the bucket kept no versions; there is at most one. */
    record Unnamed() implements VersionChoice {}

    /**
     * The version that a commit made.
     *
     * @param stamp of that commit
     */
    record Made(long stamp) implements VersionChoice {}

    /** Returns the chosen version if only the newest one exists. */
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

    /** Returns a named version, unless it is a delete marker. */
    static Outcome<StoredObject> shown(StoredObject version) {
        return version.deleteMarker()
                ? Outcome.refused(Refusal.IS_DELETE_MARKER)
                : Outcome.done(version);
    }

    /** Returns whether a version is the chosen one; false for {@link Current}. */
    default boolean is(StoredObject version) {
        return switch (this) {
            case Current _ -> false;
            case Unnamed _ -> !version.versioned();
            case Made(long stamp) -> version.stamp() == stamp;
        };
    }
}
