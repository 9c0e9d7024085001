package dev.carillon.store;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Receives uploads in parts. Thread-safe; every change is durable when its method returns. {@link
 * #complete} publishes an event, and so does the start of a live upload.
 *
 * <p>The upload's record protects its parts: each commit on a part checks the record's stamp. A
 * completion first marks the record as closing, so that commits on parts that were prepared earlier
 * fail. It then reads the parts, and removes the record if the mark is unchanged. A commit on a
 * part that finds the mark clears it, and the completion starts again. No thread waits for another,
 * and a mark left by a crash or a refusal blocks nobody.
 */
public final class Uploads {
    /** The largest number of parts of an upload. */
    public static final int MAX_PARTS = 10_000;

    /** The smallest size of a part that is not the last: 5 MiB, as with S3. */
    public static final long MIN_PART_BYTES = 5L << 20;

    private final State state;
    private final Buckets buckets;
    private final CommitLoop loop;
    private final Intake intake;
    private final InstantSource clock;
    private final SpaceGuard space;
    private final UploadCompleting completing;
    private final UploadRemains remains;

    Uploads(State state, Buckets buckets, CommitLoop loop, Means means) {
        this.state = state;
        this.buckets = buckets;
        this.loop = loop;
        this.intake = means.intake();
        this.clock = means.settings().clock();
        this.space = means.settings().space();
        this.completing = new UploadCompleting(state, buckets, loop, means.settings());
        this.remains = new UploadRemains(state, loop, clock);
    }

    /** The intake for the data, and the settings with its limits. */
    record Means(Intake intake, StoreSettings settings) {}

    /** Starts an upload. */
    public Outcome<UploadInfo> start(UploadStart wanted) {
        Optional<Refusal> objection = space.objection();
        if (objection.isPresent()) {
            return Outcome.refused(objection.get());
        }
        var record =
                new UploadRecord(
                        now(),
                        wanted.origin().principal(),
                        wanted.attributes(),
                        wanted.checksum(),
                        false);
        return loop.run(commit -> {
            Optional<Buckets.Fence> fence = buckets.find(wanted.bucket());
            if (fence.isEmpty()) {
                return stop(Refusal.NO_SUCH_BUCKET);
            }
            fence.get().guard(commit);
            commit.put(StoreKeys.newUpload(fence.get().info().id(), wanted.key()), record.write());
            LongFunction<Outcome<UploadInfo>> then =
                    stamp -> Outcome.done(record.info(wanted.key(), stamp));
            return wanted.live()
                    ? CommitLoop.Plan.notified(began(wanted, fence.get().info(), record), then)
                    : new CommitLoop.Plan.Quiet<>(then);
        });
    }

    private static Change began(UploadStart wanted, BucketInfo bucket, UploadRecord record) {
        var nothingYet =
                new ObjectFacts(wanted.key(), 0, "", new Version.None(), Map.of(), List.of());
        return new Change(
                EventType.LIVE_UPLOAD_STARTED,
                record.started(),
                bucket.asEvent(),
                nothingYet,
                wanted.origin());
    }

    /** Finds an unfinished upload. */
    public Outcome<UploadInfo> find(UploadName name) {
        return current(name).map(CurrentUpload::info);
    }

    /**
     * Receives a part, replacing one with the same number. An unknown upload is refused before any
     * of the data is read.
     *
     * @param number 1 to {@value #MAX_PARTS}: the caller has checked it
     * @throws IOException as the body does; nothing is changed
     */
    public Outcome<UploadPart> part(UploadName name, int number, Body body) throws IOException {
        return switch (current(name)) {
            case Outcome.Refused<CurrentUpload>(Refusal why) -> Outcome.refused(why);
            case Outcome.Done<CurrentUpload>(CurrentUpload upload) ->
                    part(name, number, body, upload.info().initiator());
        };
    }

    private Outcome<UploadPart> part(UploadName name, int number, Body body, String principal)
            throws IOException {
        return intake.receiveFile(body, principal)
                .then(extent ->
                        name(
                                name,
                                new UploadPart(
                                        number, body.etag(), now(), body.checksums(), extent)));
    }

    /** Completes an upload in one commit, with its event, without copying data. */
    public Outcome<StoredObject> complete(Completion wanted) {
        return completing.complete(wanted);
    }

    /** Aborts an upload; its parts become garbage. */
    public Outcome<UploadInfo> abort(UploadName name) {
        Outcome<UploadInfo> ended =
                loop.run(commit ->
                        switch (current(name)) {
                            case Outcome.Refused<CurrentUpload>(Refusal why) -> stop(why);
                            case Outcome.Done<CurrentUpload>(CurrentUpload upload) -> {
                                upload.abort(commit);
                                yield new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(upload.info()));
                            }
                        });
        if (ended instanceof Outcome.Done<UploadInfo>(UploadInfo upload)) {
            remains.free(upload.id());
        }
        return ended;
    }

    /** Returns the part that frees aborted uploads. */
    UploadRemains remains() {
        return remains;
    }

    /**
     * Names the data by a commit. If the outcome of the commit is unknown, the exception is
     * rethrown and the file stays: after a restart it is either named or an orphan.
     */
    private Outcome<UploadPart> name(UploadName name, UploadPart part) {
        return intake.keeping(
                List.of(part.extent()),
                () ->
                        loop.run(commit ->
                                switch (current(name)) {
                                    case Outcome.Refused<CurrentUpload>(Refusal why) -> stop(why);
                                    case Outcome.Done<CurrentUpload>(CurrentUpload upload) -> {
                                        Key key = StoreKeys.part(name.id(), part.number());
                                        Optional<Stamped> replaced = state.get(key);
                                        upload.put(commit, part, replaced);
                                        yield new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(part));
                                    }
                                }));
    }

    private Outcome<CurrentUpload> current(UploadName name) {
        Optional<Buckets.Fence> fence = buckets.find(name.bucket());
        if (fence.isEmpty()) {
            return Outcome.refused(Refusal.NO_SUCH_BUCKET);
        }
        return CurrentUpload.read(state::get, fence.get().info().id(), name)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.NO_SUCH_UPLOAD));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static <T> CommitLoop.Plan<Outcome<T>> stop(Refusal why) {
        return new CommitLoop.Plan.Stop<>(Outcome.refused(why));
    }
}
