package dev.carillon.store;

import dev.carillon.background.BackgroundJobs;
import dev.carillon.notifier.Notifier;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.State;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.stream.Collectors;

/**
 * The object store: buckets, objects and lists. A change and its event are one commit, which is
 * durable before the method returns. Thread-safe.
 */
public final class Store {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final Buckets buckets;
    private final Objects objects;
    private final ManyRemovals removals;
    private final Reads reads;
    private final Listing listing;
    private final VersionListing versions;
    private final Uploads uploads;
    private final UploadListing uploadListing;
    private final Sweeper sweeper;
    private final Damages damages;
    private final SpaceGuard space;

    /** Connects the parts; changes nothing yet. */
    public Store(State state, Notifier notifier, Extents extents, StoreSettings settings) {
        var loop = new CommitLoop(state, notifier);
        buckets = new Buckets(state, notifier, loop, settings);
        var intake = new Intake(extents, settings.space(), Objects.MAX_PUT_BYTES);
        objects = new Objects(buckets, loop, intake, settings);
        removals = new ManyRemovals(objects);
        var openReads = new OpenReads(settings.clock(), settings.space());
        sweeper = new Sweeper(state, extents, loop, openReads, settings.clock());
        damages = new Damages(sweeper::names);
        reads = new Reads(state, extents, openReads, damages);
        listing = new Listing(state);
        versions = new VersionListing(state);
        uploads = new Uploads(state, buckets, loop, new Uploads.Means(intake, settings));
        uploadListing = new UploadListing(state);
        space = settings.space();
    }

    /** Cleans up what an earlier run left unfinished. Call it once, before the first request. */
    public void recover() {
        try {
            buckets.reopenAll();
            uploads.remains().freeAll();
            var existing = buckets.list().stream().map(BucketInfo::id).collect(Collectors.toSet());
            uploads.remains().abortUnless(existing::contains);
        } catch (DamagedStateException e) {
            LOG.error("some of what an earlier run left stays as it is: {}", e.getMessage());
        }
    }

    /** Adds the release of disk space to the background jobs. Call it once. */
    public void startSweeping(BackgroundJobs jobs) {
        sweeper.start(jobs);
    }

    /** Returns whether any record names a data file. */
    public static boolean namesFiles(State state) {
        try (var view = state.view();
                var scan = view.scan(StoreKeys.extents())) {
            return scan.next();
        }
    }

    /** Returns the part that creates, finds and removes buckets. */
    public Buckets buckets() {
        return buckets;
    }

    /** Returns the part that changes objects. */
    public Objects objects() {
        return objects;
    }

    /** Returns the part that removes many objects at once. */
    public ManyRemovals removals() {
        return removals;
    }

    /** Returns the part that reads objects. */
    public Reads reads() {
        return reads;
    }

    /** Returns the part that lists objects. */
    public Listing listing() {
        return listing;
    }

    /** Returns the part that lists versions. */
    public VersionListing versions() {
        return versions;
    }

    /** Returns the part that receives uploads in parts. */
    public Uploads uploads() {
        return uploads;
    }

    /** Returns the part that lists uploads in parts. */
    public UploadListing uploadListing() {
        return uploadListing;
    }

    /** Returns the guard that decides whether there is room for new data. */
    public SpaceGuard space() {
        return space;
    }

    /** Returns the damage found in the data of large objects. */
    public Damages damages() {
        return damages;
    }

    Sweeper sweeper() {
        return sweeper;
    }
}
