package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The place of an object's newest version: its key, and what was read there. Writes the keys one
 * commit needs to change it, with the check that it is still as it was read.
 *
 * @param latest the newest version, which may be a delete marker
 */
record CurrentObject(
        long bucketId, String name, Key key, Optional<StoredObject> latest, long stamp) {
    /** How a key is read: by a store as it is now, or by a view. */
    interface Get {
        Optional<Stamped> get(Key key);
    }

    static CurrentObject read(Get from, long bucketId, String name) {
        Key key = StoreKeys.object(bucketId, name);
        Optional<Stamped> found = from.get(key);
        return new CurrentObject(
                bucketId,
                name,
                key,
                found.map(it -> ObjectRecord.read(name, it.value())),
                found.map(Stamped::stamp).orElse(0L));
    }

    /** The object, unless its newest version is a delete marker. */
    Optional<StoredObject> object() {
        return latest.filter(it -> !it.deleteMarker());
    }

    /** Puts a new version here, in place or in front of what there may be, and names its data. */
    void replace(Commit commit, StoredObject made, byte[] inline, Optional<OlderVersion> unnamed) {
        replaceNamed(commit, made, unnamed);
        switch (made.placement()) {
            case Placement.Nothing() -> {}
            case Placement.Inline() -> commit.put(StoreKeys.newInline(), Template.of(inline));
            case Placement.Files(var extents) -> nameAll(commit, extents);
        }
    }

    /**
     * Puts a new version here whose extents have their names already, or that has no data.
     *
     * @param unnamed the older version without a name, if there is one: one without a name takes
     *     its place
     */
    void replaceNamed(Commit commit, StoredObject made, Optional<OlderVersion> unnamed) {
        if (latest.isEmpty()) {
            commit.checkAbsent(key);
        } else {
            commit.checkStamp(key, stamp);
            if (made.versioned() || latest.get().versioned()) {
                OlderVersion.keep(commit, bucketId, latest.get());
            } else {
                unname(commit, latest.get(), made.modified());
            }
        }
        if (!made.versioned()) {
            unnamed.ifPresent(it -> it.remove(commit, made.modified()));
        }
        commit.put(Template.of(key.bytes()), ObjectRecord.write(made));
        commit.put(StoreKeys.newStamp(), StoreKeys.stampValue(bucketId, made.key()));
    }

    /** Takes the newest version away; the one before it, if there is one, is the newest then. */
    void remove(Commit commit, StoredObject removed, Optional<OlderVersion> before, Instant now) {
        commit.checkStamp(key, stamp);
        if (before.isEmpty()) {
            commit.delete(key);
        } else {
            before.get().leave(commit);
            commit.put(Template.of(key.bytes()), ObjectRecord.write(before.get().object()));
        }
        unname(commit, removed, now);
    }

    /** Writes the same version again with other attributes. */
    void amend(Commit commit, StoredObject amended) {
        commit.checkStamp(key, stamp);
        commit.put(Template.of(key.bytes()), ObjectRecord.write(amended));
    }

    /**
     * Makes sure that there is still nothing here. A commit may check the absence only of what it
     * puts: so it puts something, and takes it away again.
     */
    void staysAbsent(Commit commit) {
        commit.checkAbsent(key).put(key, new byte[0]).delete(key);
    }

    private static void nameAll(Commit commit, List<Extent> extents) {
        for (Extent extent : extents) {
            commit.put(StoreKeys.extent(extent.run(), extent.number()), new byte[0]);
        }
    }

    /** A version is no more: neither its stamp nor its data have a name. */
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
