package dev.carillon.store;

import dev.carillon.event.Change;
import dev.carillon.event.Tag;
import dev.carillon.state.Commit;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes objects, each change in one commit with its event. Thread-safe; a change is durable, and
 * synchronous deliveries were tried, when its method returns.
 */
public final class Objects {
    /** The largest size of one upload: 5 GiB, as with S3. */
    public static final long MAX_PUT_BYTES = 5L << 30;

    private final Buckets buckets;
    private final CommitLoop loop;
    private final Intake intake;
    private final StoreSettings settings;
    private final Removals removals;

    Objects(Buckets buckets, CommitLoop loop, Intake intake, StoreSettings settings) {
        this.buckets = buckets;
        this.loop = loop;
        this.intake = intake;
        this.settings = settings;
        this.removals = new Removals(buckets, loop, settings);
    }

    /**
     * Creates an object, replacing an existing one. Refusals that do not depend on the data come
     * before any of it is read.
     *
     * @throws IOException as the body does; nothing is changed
     */
    public Outcome<StoredObject> put(NewObject wanted, Body body) throws IOException {
        Optional<Buckets.Fence> fence =
                mayUseLastKnown(wanted, body)
                        ? buckets.findLastKnown(wanted.bucket())
                        : buckets.find(wanted.bucket());
        return switch (place(wanted, fence)) {
            case Outcome.Refused<FencedObject>(Refusal why) -> Outcome.refused(why);
            case Outcome.Done<FencedObject>(FencedObject place) ->
                    intake.receive(body, wanted.origin().principal())
                            .then(received -> name(wanted, received, body, place));
        };
    }

    /** Returns why an upload would be refused at present, whatever its data. */
    public Optional<Refusal> objection(NewObject wanted) {
        return switch (place(wanted)) {
            case Outcome.Refused<FencedObject>(Refusal why) -> Optional.of(why);
            case Outcome.Done<FencedObject> _ -> Optional.empty();
        };
    }

    /** The bucket and the current object of a key. */
    private record FencedObject(Buckets.Fence fence, CurrentObject current) {}

    /**
     * Returns whether an outdated record of the bucket would do: nothing is refused because of it,
     * and little data is read before the commit finds out.
     */
    private static boolean mayUseLastKnown(NewObject wanted, Body body) {
        return wanted.precondition() instanceof Precondition.None
                && body.length().orElse(Long.MAX_VALUE) <= Intake.MAX_INLINE_BYTES;
    }

    private Outcome<FencedObject> place(NewObject wanted) {
        return place(wanted, buckets.find(wanted.bucket()));
    }

    private Outcome<FencedObject> place(NewObject wanted, Optional<Buckets.Fence> fence) {
        if (fence.isEmpty()) {
            return Outcome.refused(Refusal.NO_SUCH_BUCKET);
        }
        var place = new FencedObject(fence.get(), buckets.object(fence.get(), wanted.key()));
        return wanted.precondition()
                .objection(place.current().object())
                .<Outcome<FencedObject>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(place));
    }

    /** Removes an object, or one of its versions; succeeds also if there was none. */
    public Outcome<Removed> delete(Removal removal) {
        return removals.remove(removal);
    }

    /**
     * Replaces all tags of an object, or of one of its versions. Publishes no event, because the
     * data is unchanged.
     */
    public Outcome<StoredObject> retag(
            String bucket, String key, VersionChoice version, List<Tag> tags) {
        Optional<Refusal> objection =
                tags.isEmpty() ? Optional.empty() : settings.space().objection();
        if (objection.isPresent()) {
            return Outcome.refused(objection.get());
        }
        return loop.run(commit -> {
            Optional<Buckets.Fence> fence = buckets.find(bucket);
            return fence.isEmpty()
                    ? stop(Refusal.NO_SUCH_BUCKET)
                    : retagging(commit, fence.get(), key, version, tags);
        });
    }

    /** An upload whose data was received. */
    private record Draft(
            NewObject wanted, Received received, String etag, List<KeptChecksum> checksums) {
        StoredObject at(Instant now, boolean versioned) {
            return new StoredObject(
                    wanted.key(),
                    StoredObject.NOT_YET,
                    false,
                    versioned,
                    received.size(),
                    etag,
                    now,
                    wanted.attributes(),
                    checksums,
                    received.placement(),
                    List.of());
        }
    }

    /**
     * Names the data by a commit. If the outcome of the commit is unknown, the exception is
     * rethrown and the file stays: after a restart it is either named or an orphan.
     */
    private Outcome<StoredObject> name(
            NewObject wanted, Received received, Body body, FencedObject before) {
        var draft = new Draft(wanted, received, body.etag(), body.checksums());
        var making = new Making(draft, before);
        return intake.keeping(received.extents(), () -> loop.run(making));
    }

    /**
     * Creates an object. The first attempt uses what was read before the data arrived, because
     * small data arrives at once; the checks of the commit detect changes. Later attempts, and
     * uploads of large data, read again.
     */
    private final class Making implements CommitLoop.Attempt<Outcome<StoredObject>> {
        private final Draft draft;
        private Optional<FencedObject> read;

        Making(Draft draft, FencedObject before) {
            this.draft = draft;
            boolean small = draft.received().extents().isEmpty();
            this.read = small ? Optional.of(before) : Optional.empty();
        }

        @Override
        public CommitLoop.Plan<Outcome<StoredObject>> plan(Commit commit) {
            Outcome<FencedObject> now =
                    read.map(Outcome::done).orElseGet(() -> place(draft.wanted()));
            read = Optional.empty();
            return switch (now) {
                case Outcome.Refused<FencedObject>(Refusal why) -> stop(why);
                case Outcome.Done<FencedObject>(FencedObject place) -> making(commit, draft, place);
            };
        }
    }

    private CommitLoop.Plan<Outcome<StoredObject>> making(
            Commit commit, Draft draft, FencedObject place) {
        NewObject wanted = draft.wanted();
        Buckets.Fence fence = place.fence();
        StoredObject made = draft.at(settings.now(), fence.info().keepsVersions());
        fence.guard(commit);
        place.current()
                .replace(commit, made, draft.received().inline(), buckets.unnamed(fence, made));
        var change =
                new Change(
                        wanted.type(),
                        made.modified(),
                        fence.info().asEvent(),
                        made.factsOfMaking(),
                        wanted.origin());
        return CommitLoop.Plan.notified(change, stamp -> Outcome.done(made.committedAt(stamp)));
    }

    private CommitLoop.Plan<Outcome<StoredObject>> retagging(
            Commit commit, Buckets.Fence fence, String key, VersionChoice version, List<Tag> tags) {
        ChosenVersion chosen = buckets.chosen(fence, key, version);
        return switch (chosen.shown()) {
            case Outcome.Refused<StoredObject>(Refusal why) -> stop(why);
            case Outcome.Done<StoredObject>(StoredObject object) -> {
                StoredObject amended = object.with(object.attributes().withTags(tags));
                fence.guard(commit);
                chosen.amend(commit, amended);
                yield new CommitLoop.Plan.Quiet<>(_ -> Outcome.done(amended));
            }
        };
    }

    private static <T> CommitLoop.Plan<Outcome<T>> stop(Refusal why) {
        return new CommitLoop.Plan.Stop<>(Outcome.refused(why));
    }
}
