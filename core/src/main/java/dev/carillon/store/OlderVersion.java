package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A version behind the newest one: its key, and what was read there. Writes the keys one commit
 * needs to change it, with the check that it is still as it was read.
 */
record OlderVersion(Key key, StoredObject object, long stamp) {
    /** The newest older version that passes; looks at each before it. */
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

    /** The older version that is meant. */
    static Optional<OlderVersion> find(
            View view, long bucketId, String name, VersionChoice choice) {
        return switch (choice) {
            case VersionChoice.Current _ -> Optional.empty();
            case VersionChoice.Unnamed _ -> first(view, bucketId, name, choice::is);
            case VersionChoice.Made(long stamp) -> {
                Key key = StoreKeys.version(bucketId, name, stamp);
                yield view.get(key)
                        .map(it ->
                                new OlderVersion(
                                        key, ObjectRecord.read(name, it.value()), it.stamp()));
            }
        };
    }

    /** Keeps what was the newest version as an older one. */
    static void keep(Commit commit, long bucketId, StoredObject version) {
        Key key = StoreKeys.version(bucketId, version.key(), version.stamp());
        commit.put(Template.of(key.bytes()), ObjectRecord.write(version));
    }

    /** Takes it out of here: it is the newest again. */
    void leave(Commit commit) {
        commit.checkStamp(key, stamp).delete(key);
    }

    /** Takes it away for good. */
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
