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
 * Makes commits durable together: one thread takes what waits, judges it in order, writes it as one
 * group with one sync, and wakes the callers. While it syncs, the next group gathers, so groups
 * grow with the load by themselves.
 *
 * <p>After a failed sync it writes nothing any more: nobody knows what the disk holds, and a later
 * sync that succeeds would prove nothing about the pages the failed one dropped. A group that was
 * certainly not written ({@link NotWrittenException}) suspends it only: it recovers the log at
 * once, then every {@link #AGAIN}, and refuses commits until that has succeeded and the log has the
 * last stamp that was acknowledged.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** More would only make the first wait longer: a sync is paid for long before. */
    static final int MAX_COMMITS = 512;

    private static final long MAX_BYTES = Commit.MAX_BYTES;

    /** Keys of one generation: with keys of 100 bytes about 3 MiB for both. */
    private static final int RECENT_KEYS = 8_192;

    /** The pause between a recovery that failed, or did not help, and the next one. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final GroupLog log;
    private final RecentKeys recent;
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

    private Committer(GroupLog log) {
        this.log = log;
        this.recent = new RecentKeys(log, RECENT_KEYS);
        this.lastStamp = log.lastStamp();
        this.thread = Thread.ofPlatform().name("carillon-committer").daemon().unstarted(this::run);
    }

    /** Starts the thread. */
    static Committer start(GroupLog log) {
        var committer = new Committer(log);
        committer.thread.start();
        return committer;
    }

    /** {@link State#commit}. */
    CommitResult commit(Commit commit) {
        commit.validate();
        return switch (submit(new PendingCommit(commit))) {
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
     * Commits that happened, those that did not, and their groups; what the engine says is added.
     */
    StateFigures figures(long syncs, long memoryBytes) {
        return new StateFigures(
                commits.sum(), conflicts.sum(), groups.sum(), syncs, recoveries.sum(), memoryBytes);
    }

    /** Returns why it writes nothing for now; it goes on by itself. */
    Optional<NotWrittenException> suspension() {
        return Optional.ofNullable(suspension);
    }

    /** Why it writes nothing any more. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** How many commits wait to be taken. */
    int waiting() {
        return queue.size();
    }

    /** Finishes what waits, refuses what comes later, and returns when the thread has ended. */
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

    private Outcome submit(PendingCommit pending) {
        Throwable broken = failure;
        if (closing) {
            return new Outcome.Closed();
        }
        if (broken != null) {
            return new Outcome.Unknown(broken);
        }
        queue.add(pending);
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
        // Either the stopping thread saw this in the queue, or this sees that it stopped.
        if (stopped && queue.remove(pending)) {
            return new Outcome.Closed();
        }
        return pending.await();
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
            group.forEach(it -> it.end(outcome));
        }
    }

    /** True when the callers have their answers. */
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
        // What was judged is remembered already.
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

    /** Also a conflict is told only after the sync: it may rest on what the group wrote. */
    private List<Outcome> write(List<PendingCommit> group) {
        Throwable earlier = failure;
        if (earlier != null) {
            return Collections.nCopies(group.size(), new Outcome.Unknown(earlier));
        }
        log.begin();
        var judged = new CommitGroup(recent, new Both(recent, log), lastStamp);
        var outcomes = new ArrayList<Outcome>(group.size());
        for (PendingCommit pending : group) {
            outcomes.add(judge(judged, pending.commit()));
        }
        long committed = judged.lastStamp() - lastStamp;
        if (committed > 0) {
            log.write(judged.lastStamp());
            groups.increment();
        }
        commits.add(committed);
        conflicts.add(outcomes.stream().filter(Committer::isConflict).count());
        lastStamp = judged.lastStamp();
        return outcomes;
    }

    private static Outcome judge(CommitGroup group, Commit commit) {
        try {
            return new Outcome.Answered(group.add(commit));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            // Thrown before anything was written: the others of the group are not concerned.
            return new Outcome.Refused(e);
        }
    }

    private static boolean isConflict(Outcome outcome) {
        return outcome instanceof Outcome.Answered(CommitResult.Conflict conflict);
    }

    /** Tells what is remembered of every write. */
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
