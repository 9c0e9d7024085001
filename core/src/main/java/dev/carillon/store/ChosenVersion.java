package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.View;

import java.util.Optional;

/**
 * The newest version of an object and the chosen one if that is an older one. Both are read from
 * one view: a version that becomes the newest in the meantime is not missed in both places.
 *
 * @param older empty if the chosen version is the newest, or does not exist
 */
record ChosenVersion(VersionChoice choice, CurrentObject current, Optional<OlderVersion> older) {
    static ChosenVersion read(View view, long bucketId, String name, VersionChoice choice) {
        return new ChosenVersion(
                choice,
                CurrentObject.read(view, bucketId, name),
                OlderVersion.find(view, bucketId, name, choice));
    }

    /** Returns the newest version if the choice names it, also if it is a delete marker. */
    Optional<StoredObject> newest() {
        return current.latest().filter(choice::is);
    }

    /** Returns the version that the choice names, also if it is a delete marker. */
    Optional<StoredObject> named() {
        return newest().or(() -> older.map(OlderVersion::object));
    }

    /** Returns the chosen version, or why it cannot be shown. */
    Outcome<StoredObject> shown() {
        return older.map(olderVersion -> VersionChoice.shown(olderVersion.object()))
                .orElseGet(() -> choice.among(current.latest()));
    }

    /** Writes the chosen version again with other attributes. */
    void amend(Commit commit, StoredObject amended) {
        older.ifPresentOrElse(
                olderVersion -> olderVersion.amend(commit, amended),
                () -> current.amend(commit, amended));
    }
}
