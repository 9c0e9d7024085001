package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An unfinished upload's record as it was read, with the stamp that commits on its parts check. */
record CurrentUpload(Key key, UploadInfo info, UploadRecord record, long stamp) {
    static Optional<CurrentUpload> read(
            Function<Key, Optional<Stamped>> from, long bucketId, UploadName name) {
        Key key = StoreKeys.upload(bucketId, name.key(), name.id());
        return from.apply(key).map(stamped -> read(key, stamped));
    }

    static CurrentUpload read(Key key, Stamped value) {
        var record = UploadRecord.read(value.value());
        var names = StoreKeys.uploadKey(key);
        return new CurrentUpload(key, record.info(names.key(), names.id()), record, value.stamp());
    }

    /**
     * Writes a part, replacing one with the same number, if the upload is unchanged since it was
     * read; clears a closing mark.
     */
    void put(Commit commit, UploadPart part, Optional<Stamped> replaced) {
        guard(commit);
        Key partKey = StoreKeys.part(info.id(), part.number());
        replaced.ifPresentOrElse(
                stamped -> {
                    commit.checkStamp(partKey, stamped.stamp());
                    var old = List.of(UploadPart.read(stamped.value()).extent());
                    var garbage = new Garbage(part.modified(), old);
                    commit.put(StoreKeys.newGarbage(), garbage.write());
                },
                () -> commit.checkAbsent(partKey));
        commit.put(Template.of(partKey.bytes()), part.write());
        Extent extent = part.extent();
        commit.put(StoreKeys.extent(extent.run(), extent.number()), new byte[0]);
    }

    /**
     * Marks the upload as closing, so that commits on its parts that were prepared earlier fail.
     */
    void close(Commit commit) {
        commit.checkStamp(key, stamp);
        commit.put(Template.of(key.bytes()), record.withClosing(true).write());
    }

    /** Returns this upload after the commit that closed it. */
    CurrentUpload closedAt(long newStamp) {
        return new CurrentUpload(key, info, record.withClosing(true), newStamp);
    }

    /**
     * Removes the upload and the records of its parts; extents that are not used become garbage.
     */
    void complete(Commit commit, List<Extent> unused, Instant now) {
        commit.checkStamp(key, stamp).delete(key);
        Key parts = StoreKeys.parts(info.id());
        commit.deleteRange(parts, parts.afterPrefix());
        if (!unused.isEmpty()) {
            commit.put(StoreKeys.newSecondGarbage(), new Garbage(now, unused).write());
        }
    }

    /** Removes the upload; its parts stay until they have become garbage. */
    void abort(Commit commit) {
        commit.checkStamp(key, stamp).delete(key);
        commit.put(StoreKeys.ended(info.id()), new byte[0]);
    }

    private void guard(Commit commit) {
        commit.checkStamp(key, stamp);
        if (record.closing()) {
            commit.put(Template.of(key.bytes()), record.withClosing(false).write());
        }
    }
}
