package dev.carillon.server;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.journal.Audit;
import dev.carillon.journal.AuditFindings;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.registry.SecretsAudit;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.RealDisk;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.State;
import dev.carillon.store.DataFiles;
import dev.carillon.store.Extents;
import dev.carillon.store.ObjectStamps;
import dev.carillon.store.ReadPace;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Verifies in a data directory that no promise was broken: every change within the retention has
 * its event, every delivery owed for an event is done, dead or still owed, and numbers have no gap.
 * No server may use the directory at the same time.
 */
public final class DataAudit {
    private final Journal journal;
    private final EventLog log;
    private final ObjectStamps stamps;
    private final long floor;
    private final AuditFindings findings = new AuditFindings();

    private DataAudit(State state) {
        this.journal = new Journal(state);
        this.log = new EventLog(state, journal);
        this.stamps = new ObjectStamps(state);
        this.floor = log.floor();
    }

    /**
     * The result of an audit.
     *
     * @param objects the number of objects
     * @param journal the findings in the journal's books
     * @param files the findings in the files of large objects
     * @param secrets the numbers of stored secrets
     * @param findings everything else that is wrong
     */
    public record Report(
            long objects,
            Audit.Report journal,
            DataFiles.Report files,
            SecretsAudit.Report secrets,
            AuditFindings findings) {
        /** Returns whether nothing wrong was found in journal and objects. */
        public boolean clean() {
            return journal.findings().count() == 0 && findings.count() == 0;
        }
    }

    /**
     * Checks everything except the data of large objects.
     *
     * @throws ConfigException if the directory holds no data of a server, or a server uses it
     * @throws dev.carillon.state.CannotOpenStateException if its content cannot be read
     */
    public static Report of(Path directory) {
        return of(directory, ReadPace.none());
    }

    /**
     * Checks everything, and the data of large objects at the given pace.
     *
     * @throws ConfigException if the directory holds no data of a server, or a server uses it
     * @throws dev.carillon.state.CannotOpenStateException if its content cannot be read
     */
    public static Report of(Path directory, ReadPace pace) {
        return of(directory, pace, KeySource.in(directory));
    }

    /**
     * Checks everything, the data of large objects at the given pace, and secrets by the keys of a
     * place. Without keys, secrets are counted and not opened.
     *
     * @throws ConfigException if the directory holds no data of a server, or a server uses it
     * @throws dev.carillon.state.CannotOpenStateException if its content or the keys cannot be read
     */
    public static Report of(Path directory, ReadPace pace, KeySource keys) {
        if (!WholeFolder.isIn(directory)) {
            throw new ConfigException(
                    directory.toAbsolutePath()
                            + " is no data directory of a server: name one with --data");
        }
        try (var held = DataDirectory.open(directory);
                var state =
                        WholeFolder.open(
                                held.path(), RocksSettings.defaults(), AcceptedLoss.none())) {
            var extents =
                    Extents.open(
                            new RealDisk(),
                            held.path().resolve(WholeFolder.OBJECTS),
                            new SecureRandom());
            return of(state, extents, pace, keys.find().orElse(SealingKeys.none()));
        }
    }

    private static Report of(State state, Extents extents, ReadPace pace, SealingKeys keys) {
        Audit.Report journal = Audit.of(state);
        var audit = new DataAudit(state);
        long objects =
                audit.stamps.visit(
                        (bucketId, key, stamp) ->
                                audit.asFarAsReadable(() -> audit.hasEvent(bucketId, key, stamp)),
                        audit.findings::unreadable);
        audit.log.newestOfEach(
                newest -> audit.asFarAsReadable(() -> audit.isTrue(newest)),
                audit.findings::unreadable);
        DataFiles.Report files =
                DataFiles.check(
                        state,
                        extents,
                        pace,
                        dataFile -> audit.findings.demand(false, () -> dataFile));
        SecretsAudit.Report secrets =
                SecretsAudit.of(state, keys, secret -> audit.findings.demand(false, () -> secret));
        return new Report(objects, journal, files, secrets, audit.findings);
    }

    private void asFarAsReadable(Runnable check) {
        try {
            check.run();
        } catch (DamagedStateException e) {
            findings.demand(false, () -> String.valueOf(e.getMessage()));
        }
    }

    /**
     * Demands an event for an object that was written within the part of the log that still exists.
     */
    private void hasEvent(String bucketId, String key, long stamp) {
        Optional<KeptEvent> kept = journal.event(stamp);
        if (kept.isEmpty()) {
            findings.demand(
                    stamp < floor,
                    () -> "object %s of bucket %s has no event %d".formatted(key, bucketId, stamp));
            return;
        }
        Change change = kept.get().event().change();
        Bucket bucket = change.bucket();
        findings.demand(
                bucket.id().equals(bucketId) && change.object().key().equals(key),
                () ->
                        "event %d is of %s in bucket %s, but it made %s in bucket %s"
                                .formatted(
                                        stamp, change.object().key(), bucket.id(), key, bucketId));
    }

    /**
     * Demands that the newest event of a key agrees with the present object or delete marker,
     * unless it is the start of an upload. An event below the floor is not compared, because newer
     * ones of its key may have been cut. If a version was removed, an older one may be present.
     */
    private void isTrue(KeptEvent newest) {
        Change change = newest.event().change();
        if (newest.stamp() < floor
                || change.received()
                || change.type() == EventType.LIVE_UPLOAD_STARTED) {
            return;
        }
        String key = change.object().key();
        OptionalLong now = stamps.of(change.bucket().id(), key);
        if (removes(change.type())) {
            long removed = newest.event().objectStamp();
            findings.demand(
                    now.isEmpty()
                            || (now.getAsLong() < newest.stamp() && now.getAsLong() != removed),
                    () -> "event %d removed %s, but it is there".formatted(newest.stamp(), key));
        } else {
            findings.demand(
                    now.isPresent() && now.getAsLong() == newest.stamp(),
                    () ->
                            "event %d created %s, but the present object is that of %s"
                                    .formatted(newest.stamp(), key, now));
        }
    }

    private static boolean removes(EventType type) {
        return switch (type) {
            case REMOVED_DELETE,
                    EXPIRED_CURRENT,
                    EXPIRED_NONCURRENT,
                    EXPIRED_DELETE_MARKER,
                    EXPIRED_MULTIPART_UPLOAD,
                    REPLICATED_DELETE ->
                    true;
            case CREATED_PUT,
                    CREATED_POST,
                    CREATED_COPY,
                    CREATED_MULTIPART_UPLOAD,
                    LIVE_UPLOAD_STARTED,
                    REMOVED_DELETE_MARKER,
                    REPLICATED_DELETE_MARKER,
                    TRANSITIONED_CURRENT,
                    TRANSITIONED_NONCURRENT,
                    REPLICATED_CREATE,
                    RESTORE_STARTED,
                    RESTORE_COMPLETED,
                    RESTORE_EXPIRED,
                    OTHER ->
                    false;
        };
    }
}
