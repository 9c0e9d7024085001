package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An older version's key and the version as it was read. Adds the writes of a change to a commit,
 * with the check that the key has not changed since.
 */
record OlderVersion(Key key, StoredObject object, long stamp) {
    /** Returns the newest older version that passes; reads versions from the newest on. */
    static Optional<OlderVersion> first(
            View view, long bucketId, String name, Predicate<StoredObject> passes) {
        try (var scan = view.scan(StoreKeys.versions(bucketId, name))) {
            while (scan.next()) {
                StoredObject object = ObjectRecord.read(name, scan.value());
                if (passes.test(object)) {
                    return Optional.of(new OlderVersion(scan.key(), object, scan.stamp()));
                }
            }
            return Optional.empty();
        }
    }

    /** Returns the chosen older version. */
    static Optional<OlderVersion> find(
            View view, long bucketId, String name, VersionChoice choice) {
        return switch (choice) {
            case VersionChoice.Current _ -> Optional.empty();
            case VersionChoice.Unnamed _ -> first(view, bucketId, name, choice::is);
            case VersionChoice.Made(long stamp) -> {
                Key key = StoreKeys.version(bucketId, name, stamp);
                yield view.get(key)
                        .map(stamped ->
                                new OlderVersion(
                                        key,
                                        ObjectRecord.read(name, stamped.value()),
                                        stamped.stamp()));
            }
        };
    }

    /** Stores the version that was the newest as an older one. */
    static void keep(Commit commit, long bucketId, StoredObject version) {
        Key key = StoreKeys.version(bucketId, version.key(), version.stamp());
        commit.put(Template.of(key.bytes()), ObjectRecord.write(version));
    }

    /** Removes the version from the older ones, because it becomes the newest again. */
    void leave(Commit commit) {
        commit.checkStamp(key, stamp).delete(key);
    }

    /** Deletes the version permanently. */
    void remove(Commit commit, Instant now) {
        leave(commit);
        CurrentObject.unname(commit, object, now);
    }

    /** Writes it again with other attributes. */
    void amend(Commit commit, StoredObject amended) {
        commit.checkStamp(key, stamp);
        commit.put(Template.of(key.bytes()), ObjectRecord.write(amended));
    }
}
