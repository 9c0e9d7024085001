package dev.carillon.store;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;
import dev.carillon.state.Commit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes objects permanently, or adds delete markers, each in one commit with its event.
 * Thread-safe.
 */
final class Removals {
    private final Buckets buckets;
    private final CommitLoop loop;
    private final StoreSettings settings;

    Removals(Buckets buckets, CommitLoop loop, StoreSettings settings) {
        this.buckets = buckets;
        this.loop = loop;
        this.settings = settings;
    }

    Outcome<Removed> remove(Removal removal) {
        return loop.run(commit -> {
            Optional<Buckets.Fence> fence = buckets.find(removal.bucket());
            if (fence.isEmpty()) {
                return stop(Refusal.NO_SUCH_BUCKET);
            }
            ChosenVersion chosen = buckets.chosen(fence.get(), removal.key(), removal.version());
            Optional<StoredObject> meant = meant(removal, chosen);
            if (meant.isEmpty() && removal.precondition().saysWhich()) {
                return done(Removed.nothing());
            }
            Optional<Refusal> objection = removal.precondition().objection(meant);
            return objection.isPresent()
                    ? stop(objection.get())
                    : new Removing(commit, removal, fence.get(), chosen, settings.now()).plan();
        });
    }

    /** Returns the object, or the version of it, to which the precondition applies. */
    private static Optional<StoredObject> meant(Removal removal, ChosenVersion chosen) {
        boolean whatIsThere =
                removal.version() instanceof VersionChoice.Current
                        || removal.precondition() instanceof Precondition.None;
        return whatIsThere ? chosen.current().object() : chosen.named();
    }

    /** An attempt of a removal. */
    private final class Removing {
        private final Commit commit;
        private final Removal removal;
        private final Buckets.Fence fence;
        private final ChosenVersion chosen;
        private final CurrentObject current;
        private final Instant now;

        Removing(
                Commit commit,
                Removal removal,
                Buckets.Fence fence,
                ChosenVersion chosen,
                Instant now) {
            this.commit = commit;
            this.removal = removal;
            this.fence = fence;
            this.chosen = chosen;
            this.current = chosen.current();
            this.now = now;
        }

        CommitLoop.Plan<Outcome<Removed>> plan() {
            if (!(removal.version() instanceof VersionChoice.Current)) {
                return version();
            }
            return switch (fence.info().versioning()) {
                case NEVER -> whatIsThere();
                case ENABLED -> marker(true);
                case SUSPENDED -> marker(false);
            };
        }

        private CommitLoop.Plan<Outcome<Removed>> whatIsThere() {
            if (current.latest().isPresent()) {
                return newest(current.latest().get());
            }
            if (!settings.notifiesDeletesOfNothing()) {
                return done(Removed.nothing());
            }
            fence.guard(commit);
            current.staysAbsent(commit);
            return notified(EventType.REMOVED_DELETE, nothing(), Removed.nothing());
        }

        private CommitLoop.Plan<Outcome<Removed>> version() {
            if (chosen.newest().isPresent()) {
                return newest(chosen.newest().get());
            }
            if (chosen.older().isEmpty()) {
                return done(Removed.nothing());
            }
            OlderVersion older = chosen.older().get();
            fence.guard(commit);
            older.remove(commit, now);
            return gone(older.object());
        }

        private CommitLoop.Plan<Outcome<Removed>> newest(StoredObject newest) {
            fence.guard(commit);
            current.remove(commit, newest, buckets.newestOlder(fence, removal.key()), now);
            return gone(newest);
        }

        private CommitLoop.Plan<Outcome<Removed>> gone(StoredObject version) {
            return notified(
                    EventType.REMOVED_DELETE, version.factsOfRemoval(), Removed.version(version));
        }

        private CommitLoop.Plan<Outcome<Removed>> marker(boolean versioned) {
            StoredObject marker = StoredObject.marker(removal.key(), versioned, now);
            fence.guard(commit);
            current.replaceNamed(commit, marker, buckets.unnamed(fence, marker));
            ObjectFacts facts = marker.factsOfHiding(current.latest().orElse(marker));
            return CommitLoop.Plan.notified(
                    change(EventType.REMOVED_DELETE_MARKER, facts),
                    stamp -> Outcome.done(Removed.hidden(marker.committedAt(stamp))));
        }

        private CommitLoop.Plan<Outcome<Removed>> notified(
                EventType type, ObjectFacts facts, Removed removed) {
            return CommitLoop.Plan.notified(change(type, facts), _ -> Outcome.done(removed));
        }

        private Change change(EventType type, ObjectFacts facts) {
            return new Change(type, now, fence.info().asEvent(), facts, removal.origin());
        }

        private ObjectFacts nothing() {
            return new ObjectFacts(removal.key(), 0, "", new Version.None(), Map.of(), List.of());
        }
    }

    private static CommitLoop.Plan<Outcome<Removed>> done(Removed what) {
        return new CommitLoop.Plan.Stop<>(Outcome.done(what));
    }

    private static CommitLoop.Plan<Outcome<Removed>> stop(Refusal why) {
        return new CommitLoop.Plan.Stop<>(Outcome.refused(why));
    }
}
