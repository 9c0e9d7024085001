package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Reading;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An object's key and its newest version as it was read. Adds the writes of a change to a commit,
 * with the check that the key has not changed since.
 *
 * @param reading its key as it was read
 * @param latest the newest version, which may be a delete marker
 */
record CurrentObject(long bucketId, String name, Reading reading, Optional<StoredObject> latest) {
    static CurrentObject read(State from, long bucketId, String name) {
        return of(from.read(StoreKeys.object(bucketId, name)), bucketId, name);
    }

    static CurrentObject read(View from, long bucketId, String name) {
        Key key = StoreKeys.object(bucketId, name);
        return of(new Reading(key, from.get(key)), bucketId, name);
    }

    private static CurrentObject of(Reading reading, long bucketId, String name) {
        Optional<StoredObject> latest =
                reading.found().map(stamped -> ObjectRecord.read(name, stamped.value()));
        return new CurrentObject(bucketId, name, reading, latest);
    }

    private Key key() {
        return reading.key();
    }

    /** Returns the object, unless its newest version is a delete marker. */
    Optional<StoredObject> object() {
        return latest.filter(storedObject -> !storedObject.deleteMarker());
    }

    /**
     * Writes a new version, replacing or preceding the current one, and the keys that name its
     * data.
     */
    void replace(Commit commit, StoredObject made, byte[] inline, Optional<OlderVersion> unnamed) {
        replaceNamed(commit, made, unnamed);
        switch (made.placement()) {
            case Placement.Nothing() -> {}
            case Placement.Inline() -> commit.put(StoreKeys.newInline(), Template.of(inline));
            case Placement.Files(var extents) -> nameAll(commit, extents);
        }
    }

    /**
     * Writes a new version that has no data, or whose extents are already named.
     *
     * @param unnamed the older version without an id, if there is one: a new version without an id
     *     replaces it
     */
    void replaceNamed(Commit commit, StoredObject made, Optional<OlderVersion> unnamed) {
        commit.checkUnchanged(reading);
        latest.ifPresent(before -> keepOrUnname(commit, before, made));
        if (!made.versioned()) {
            unnamed.ifPresent(olderVersion -> olderVersion.remove(commit, made.modified()));
        }
        commit.put(Template.of(key().bytes()), ObjectRecord.write(made));
        commit.put(StoreKeys.newStamp(), StoreKeys.stampValue(bucketId, made.key()));
    }

    private void keepOrUnname(Commit commit, StoredObject before, StoredObject made) {
        if (made.versioned() || before.versioned()) {
            OlderVersion.keep(commit, bucketId, before);
        } else {
            unname(commit, before, made.modified());
        }
    }

    /** Removes the newest version; the version before it, if there is one, becomes the newest. */
    void remove(Commit commit, StoredObject removed, Optional<OlderVersion> before, Instant now) {
        commit.checkUnchanged(reading);
        if (before.isEmpty()) {
            commit.delete(key());
        } else {
            before.get().leave(commit);
            commit.put(Template.of(key().bytes()), ObjectRecord.write(before.get().object()));
        }
        unname(commit, removed, now);
    }

    /** Writes the same version again with other attributes. */
    void amend(Commit commit, StoredObject amended) {
        commit.checkUnchanged(reading);
        commit.put(Template.of(key().bytes()), ObjectRecord.write(amended));
    }

    /**
     * Checks that there is still no object under this key. A commit may check the absence only of a
     * key that it puts, so it puts the key and deletes it again.
     */
    void staysAbsent(Commit commit) {
        commit.checkUnchanged(reading).put(key(), new byte[0]).delete(key());
    }

    private static void nameAll(Commit commit, List<Extent> extents) {
        for (Extent extent : extents) {
            commit.put(StoreKeys.extent(extent.run(), extent.number()), new byte[0]);
        }
    }

    /** Removes the keys of a deleted version: its stamp and its data. */
    static void unname(Commit commit, StoredObject old, Instant now) {
        commit.delete(StoreKeys.stamp(old.stamp()));
        switch (old.placement()) {
            case Placement.Nothing() -> {}
            case Placement.Inline() -> commit.delete(StoreKeys.inline(old.stamp()));
            case Placement.Files(var extents) ->
                    commit.put(StoreKeys.newGarbage(), new Garbage(now, extents).write());
        }
    }
}
