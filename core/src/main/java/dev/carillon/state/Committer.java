package dev.carillon.state;

import dev.carillon.state.PendingCommit.Outcome;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes commits durable together: one thread takes the waiting commits, decides them in order,
 * writes them as one group with one sync, and wakes the callers. The next group gathers during the
 * sync, so groups grow with the load.
 *
 * <p>After a failed sync it never writes again: the content of the disk is unknown, and a later
 * successful sync would prove nothing about the pages that the failed one dropped. A group that was
 * certainly not written ({@link NotWrittenException}) only suspends it: it recovers the log at
 * once, then every {@link #AGAIN}, and refuses commits until a recovery succeeds and the log has
 * the last stamp that was acknowledged.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /**
     * The largest number of commits in a group. A larger group would only delay its first commit:
     * the cost of a sync is already well shared.
     */
    static final int MAX_COMMITS = 512;

    private static final long MAX_BYTES = Commit.MAX_BYTES;

    /** The number of keys in one generation: with keys of 100 bytes both take about 3 MiB. */
    private static final int RECENT_KEYS = 8_192;

    /** The pause after a recovery that failed or did not help. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final GroupLog log;
    private final RecentKeys recent;
    private final LastWrites lastWrites = new LastWrites();
    private final Queue<PendingCommit> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final LongAdder commits = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder groups = new LongAdder();
    private final Thread thread;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable NotWrittenException suspension;
    private final LongAdder recoveries = new LongAdder();
    private long recoverAtNanos = System.nanoTime();
    private volatile boolean closing;
    private volatile boolean stopped;
    private long lastStamp;
    private volatile long durable;

    private Committer(GroupLog log) {
        this.log = log;
        this.recent = new RecentKeys(log, RECENT_KEYS);
        this.lastStamp = log.lastStamp();
        this.durable = lastStamp;
        this.thread = Thread.ofPlatform().name("carillon-committer").daemon().unstarted(this::run);
    }

    /** Starts the committer and its thread. */
    static Committer start(GroupLog log) {
        var committer = new Committer(log);
        committer.thread.start();
        return committer;
    }

    /** Does what {@link State#commit} says. */
    CommitResult commit(Commit commit) {
        commit.validate();
        var pending = new PendingCommit(commit);
        submit(pending);
        return result(pending.await());
    }

    /** Does what {@link State#commitAll} says. */
    void commitAll(List<Commit> commits, State.Results results) {
        commits.forEach(Commit::validate);
        List<PendingCommit> pending = commits.stream().map(PendingCommit::new).toList();
        pending.forEach(this::submit);
        RuntimeException failed = null;
        for (int i = 0; i < pending.size(); i++) {
            try {
                results.take(i, result(pending.get(i).await()));
            } catch (RuntimeException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static CommitResult result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(CommitResult result) -> result;
            case Outcome.Refused(RuntimeException why) -> throw why;
            case Outcome.NotWritten(Throwable why) ->
                    throw new NotCommittedException(
                            why.getMessage() + "; nothing of this commit happened: try again later",
                            why);
            case Outcome.Unknown(Throwable why) ->
                    throw new UnknownOutcomeException(
                            "writing to disk failed ("
                                    + why.getMessage()
                                    + "); whether this commit"
                                    + " happened shows after a restart: look at the disk, then"
                                    + " restart",
                            why);
            case Outcome.Closed() -> throw new StateClosedException();
        };
    }

    /**
     * Returns the numbers of commits, conflicts, groups and recoveries, together with those that
     * the engine passes in.
     */
    StateFigures figures(long syncs, long memoryBytes) {
        return new StateFigures(
                commits.sum(), conflicts.sum(), groups.sum(), syncs, recoveries.sum(), memoryBytes);
    }

    /** Returns why nothing is written at present; the committer resumes by itself. */
    Optional<NotWrittenException> suspension() {
        return Optional.ofNullable(suspension);
    }

    /** Returns why nothing is written any more. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the stamp of a commit; a reading that begins now sees all commits up to it. */
    long durable() {
        return durable;
    }

    /** Returns the number of waiting commits. */
    int waiting() {
        return queue.size();
    }

    /** Finishes the waiting commits, refuses later ones, and returns when the thread has ended. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands a commit to the thread, or ends it at once if nothing is committed any more. */
    private void submit(PendingCommit pending) {
        Throwable broken = failure;
        if (closing) {
            pending.end(new Outcome.Closed());
            return;
        }
        if (broken != null) {
            pending.end(new Outcome.Unknown(broken));
            return;
        }
        queue.add(pending);
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
        // Either the stopping thread sees this commit in the queue, or this thread sees that it
        // stopped.
        if (stopped && queue.remove(pending)) {
            pending.end(new Outcome.Closed());
        }
    }

    private void run() {
        while (true) {
            if (mayRecover() && !closing) {
                recover();
            }
            List<PendingCommit> group = take();
            if (!group.isEmpty()) {
                finish(group);
            } else if (closing) {
                break;
            } else {
                rest();
            }
        }
        stopped = true;
        for (var late = queue.poll(); late != null; late = queue.poll()) {
            late.end(new Outcome.Closed());
        }
    }

    private void rest() {
        idle.set(true);
        if (queue.isEmpty() && !closing) {
            if (suspension == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, recoverAtNanos - System.nanoTime()));
            }
        }
        idle.set(false);
    }

    private List<PendingCommit> take() {
        var group = new ArrayList<PendingCommit>();
        long bytes = 0;
        for (var next = queue.peek(); next != null; next = queue.peek()) {
            bytes += next.commit().bytes();
            if (group.size() == MAX_COMMITS || bytes > MAX_BYTES) {
                break;
            }
            group.add(queue.remove());
        }
        return group;
    }

    private void finish(List<PendingCommit> group) {
        boolean written = suspension == null && tryToWrite(group);
        if (!written && mayRecover()) {
            recover();
            written = suspension == null && tryToWrite(group);
        }
        if (!written) {
            Outcome outcome = refusal();
            group.forEach(pendingCommit -> pendingCommit.end(outcome));
        }
    }

    /** Returns true if the callers have their answers. */
    private boolean tryToWrite(List<PendingCommit> group) {
        try {
            List<Outcome> outcomes = write(group);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).end(outcomes.get(i));
            }
            return true;
        } catch (NotWrittenException e) {
            suspend(e);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        return false;
    }

    private Outcome refusal() {
        Throwable broken = failure;
        if (broken != null) {
            return new Outcome.Unknown(broken);
        }
        Throwable why = suspension;
        return why == null ? new Outcome.Closed() : new Outcome.NotWritten(why);
    }

    private void fail(Throwable why) {
        if (failure == null) {
            LOG.error("writing to disk failed: nothing more is written until a restart", why);
        }
        failure = why;
    }

    private void suspend(NotWrittenException why) {
        // The remembered keys include writes of the group that did not happen.
        recent.clear();
        if (suspension == null) {
            LOG.warn(
                    "a commit could not be written and did not happen, others are refused until it"
                            + " works again: {}",
                    why.getMessage());
        }
        suspension = why;
    }

    private boolean mayRecover() {
        return suspension != null && failure == null && System.nanoTime() - recoverAtNanos >= 0;
    }

    private void recover() {
        try {
            long found = log.recover();
            if (found != lastStamp) {
                throw new IllegalStateException(
                        "the log ends with stamp %d, and %d was the last acknowledged: keep a copy"
                                        .formatted(found, lastStamp)
                                + " of the data folder, then restart");
            }
            suspension = null;
            recoveries.increment();
            LOG.info("commits are written again");
        } catch (NotWrittenException e) {
            suspension = e;
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        recoverAtNanos = System.nanoTime() + AGAIN.toNanos();
    }

    /**
     * Decides and writes a group. Conflicts are answered after the sync too, because they may
     * depend on what the group wrote.
     */
    private List<Outcome> write(List<PendingCommit> group) {
        Throwable earlier = failure;
        if (earlier != null) {
            return Collections.nCopies(group.size(), new Outcome.Unknown(earlier));
        }
        log.begin();
        var judged =
                new CommitGroup(new Known(recent, lastWrites), new Both(recent, log), lastStamp);
        var outcomes = new ArrayList<Outcome>(group.size());
        for (PendingCommit pending : group) {
            outcomes.add(judge(judged, pending.commit()));
        }
        long committed = judged.lastStamp() - lastStamp;
        if (committed > 0) {
            judged.finish();
            log.write(judged.lastStamp());
            written(judged);
            groups.increment();
        }
        commits.add(committed);
        conflicts.add(outcomes.stream().filter(Committer::isConflict).count());
        lastStamp = judged.lastStamp();
        return outcomes;
    }

    /** Notes the writes of a durable group before any reader can know of it. */
    private void written(CommitGroup group) {
        long stamp = group.lastStamp();
        lastWrites.written(group.written(), stamp);
        if (group.removedRanges()) {
            lastWrites.rangesRemoved(stamp);
        }
        durable = stamp;
    }

    private static Outcome judge(CommitGroup group, Commit commit) {
        try {
            return new Outcome.Answered(group.add(commit));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            // The commit was refused before anything was written, so the rest of the group is not
            // affected.
            return new Outcome.Refused(e);
        }
    }

    private static boolean isConflict(Outcome outcome) {
        return outcome instanceof Outcome.Answered(CommitResult.Conflict conflict);
    }

    /** The state of keys before a group. */
    private record Known(RecentKeys recent, LastWrites lastWrites) implements CommitGroup.Before {
        @Override
        public KeyState look(Key key) {
            return recent.look(key);
        }

        @Override
        public boolean untouchedSince(Key key, long stamp) {
            return lastWrites.untouchedSince(key, stamp);
        }
    }

    /** Passes every write to the remembered keys and to the log. */
    private record Both(RecentKeys recent, GroupLog log) implements CommitGroup.Writes {
        @Override
        public void put(Key key, long stamp, byte[] value) {
            recent.put(key, stamp, value);
            log.put(key, stamp, value);
        }

        @Override
        public void delete(Key key) {
            recent.delete(key);
            log.delete(key);
        }

        @Override
        public void deleteRange(Key from, Key to) {
            recent.deleteRange(from, to);
            log.deleteRange(from, to);
        }
    }
}
