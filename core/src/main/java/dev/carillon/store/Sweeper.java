package dev.carillon.store;

import dev.carillon.background.BackgroundJobs;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.State;
import dev.carillon.state.View;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Releases the disk space of data that no record names any more. It must not run in two threads at
 * once.
 *
 * <p>A file is removed before the keys that name it: after a crash between the two the removal is
 * repeated, which does no harm.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /**
     * The time that a server must have run before it touches files that no record seems to name.
     */
    static final Duration HEALTHY = Duration.ofMinutes(10);

    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** Few, for each takes a commit, and other background jobs wait meanwhile. */
    private static final int MAX_KEYS_AT_ONCE = 100;

    private static final int MAX_EXTENTS_AT_ONCE = 2_000;

    private final State state;
    private final Extents extents;
    private final CommitLoop loop;
    private final OpenReads reads;
    private final InstantSource clock;
    private final Instant started;
    private Key from = StoreKeys.garbage();
    private boolean lookedForOrphans;

    Sweeper(State state, Extents extents, CommitLoop loop, OpenReads reads, InstantSource clock) {
        this.state = state;
        this.extents = extents;
        this.loop = loop;
        this.reads = reads;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Starts one round every minute, the first at once. */
    void start(BackgroundJobs jobs) {
        jobs.start("removal of old data files", Duration.ZERO, this::step);
    }

    /** Sweeps some; once there is nothing more to sweep, does the rest of the round. */
    private Duration step() {
        if (sweepSome(reads.doneWith())) {
            return Duration.ZERO;
        }
        tidyUp();
        return PERIOD;
    }

    /** Does a whole round: sweeps, looks for orphans if it is time, and empties the trash. */
    void round() {
        sweep();
        tidyUp();
    }

    /**
     * Empties the trash. Once, when this has run for {@link #HEALTHY}, moves the orphans of earlier
     * runs there.
     */
    private void tidyUp() {
        Instant now = clock.instant();
        if (!lookedForOrphans && !now.isBefore(started.plus(HEALTHY))) {
            setAsideOrphans();
            lookedForOrphans = true;
        }
        Trash.Sum removed = extents.emptyTrash(now);
        if (removed.files() > 0) {
            LOG.info(
                    "removed {} files of {} bytes for good: they were in the trash for {} days",
                    removed.files(),
                    removed.bytes(),
                    Trash.KEPT.toDays());
        }
    }

    /** Removes the files that were unnamed long enough ago. */
    void sweep() {
        Instant before = reads.doneWith();
        while (sweepSome(before)) {
            // The next ones.
        }
    }

    /** Removes some of them; returns whether there may be more. */
    private boolean sweepSome(Instant before) {
        List<Swept> due = due(before);
        for (Swept one : due) {
            one.garbage().extents().forEach(extents::remove);
            forget(one);
            from = one.key();
        }
        return !due.isEmpty();
    }

    /** Moves files of earlier runs that no record names to the trash. */
    void setAsideOrphans() {
        Extents.Orphans found = extents.setAsideOrphans(this::named, clock.instant());
        if (found.unfinished() > 0) {
            LOG.info("removed {} unfinished data files of earlier runs", found.unfinished());
        }
        if (found.unnamed().files() > 0) {
            LOG.warn(
                    "{} data files of {} bytes, of earlier runs, are named by nothing: they are in"
                            + " objects/{} for {} days and are removed then",
                    found.unnamed().files(),
                    found.unnamed().bytes(),
                    Trash.NAME,
                    Trash.KEPT.toDays());
        }
    }

    /** Asks the current state, because names are added while orphans are searched. */
    private boolean named(Extent extent) {
        try (var view = state.bulkView()) {
            return view.get(StoreKeys.extent(extent.run(), extent.number())).isPresent();
        }
    }

    /** Returns whether a record or pending garbage names the extent. */
    boolean names(Extent extent) {
        return state.get(StoreKeys.extent(extent.run(), extent.number())).isPresent();
    }

    private record Swept(Key key, Garbage garbage) {}

    /** Returns some of the oldest garbage, if it is old enough. */
    private List<Swept> due(Instant before) {
        var due = new ArrayList<Swept>();
        try (var view = state.bulkView();
                var scan = view.scan(from, StoreKeys.garbage().afterPrefix(), View.Order.FORWARD)) {
            while (due.size() < MAX_KEYS_AT_ONCE && scan.next()) {
                Garbage garbage = Garbage.read(scan.value());
                if (garbage.since().isAfter(before)) {
                    break;
                }
                due.add(new Swept(scan.key(), garbage));
            }
        }
        return due;
    }

    /**
     * Deletes the keys of removed extents, in several commits if there are many; the key of the
     * garbage itself goes with the last.
     */
    private void forget(Swept one) {
        List<Extent> all = one.garbage().extents();
        for (int from = 0; from < all.size(); from += MAX_EXTENTS_AT_ONCE) {
            int to = Math.min(all.size(), from + MAX_EXTENTS_AT_ONCE);
            forget(all.subList(from, to), to == all.size(), one.key());
        }
    }

    private void forget(List<Extent> some, boolean last, Key garbage) {
        loop.run(commit -> {
            some.forEach(extent -> forget(commit, extent));
            if (last) {
                commit.delete(garbage);
            }
            return new CommitLoop.Plan.Quiet<>(_ -> true);
        });
    }

    private static void forget(Commit commit, Extent extent) {
        commit.delete(StoreKeys.extent(extent.run(), extent.number()));
    }
}
