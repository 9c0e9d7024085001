package dev.carillon.journal;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Writes settlements: a delivery leaves the queue and enters the books in one commit, so the books
 * balance whenever the process dies. Each commit checks that no other process has written the books
 * since this process read or wrote them.
 *
 * <p>A lane <em>fails</em> when its books cannot be read or written, or when another process
 * settles its deliveries: nothing more is written for this lane until {@link #reopen} or a restart.
 * Then the deliveries whose settlements are missing are repeated. Other lanes continue.
 *
 * <p>Thread-safe; only one thread writes at a time.
 */
public final class Ledger {
    private static final int PARKED_AT_ONCE = 4_000;

    /** The pause before a retry while the state cannot write for a time. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final State state;
    private final Journal journal;
    private final ReentrantLock writing = new ReentrantLock();
    private final BooksCache books;
    private final LaneFailures failures = new LaneFailures();
    private final Consumer<Duration> waiting;
    private volatile boolean stopping;

    /** Creates a ledger that writes into the same {@code state} that {@code journal} reads. */
    public Ledger(State state, Journal journal) {
        this(state, journal, Ledger::sleep);
    }

    /**
     * Creates a ledger with its own way to wait.
     *
     * @param waiting lets a time pass
     */
    public Ledger(State state, Journal journal, Consumer<Duration> waiting) {
        this.state = state;
        this.journal = journal;
        this.waiting = waiting;
        this.books = new BooksCache(journal);
    }

    private static void sleep(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /**
     * Writes the entries in order; they are durable when this returns, except those of lanes that
     * have {@linkplain #failure failed}. While the state cannot write for a time, this waits, and
     * so do all other writers of the books.
     *
     * @throws CannotWriteException if the disk failed or the store is closed, or the state cannot
     *     write after {@link #stop}
     */
    public void write(List<LaneUpdate> entries) {
        alone(() -> writeInChunks(entries));
    }

    /**
     * Stops waiting while the state cannot write; work that is not written is repeated after a
     * restart.
     */
    public void stop() {
        stopping = true;
    }

    private int writeInChunks(List<LaneUpdate> entries) {
        var chunk = new SettlementChunk(books);
        for (LaneUpdate laneUpdate : entries) {
            if (chunk.full()) {
                settle(chunk);
                chunk = new SettlementChunk(books);
            }
            if (writable(laneUpdate.lane())) {
                chunk.add(laneUpdate);
            }
        }
        settle(chunk);
        return entries.size();
    }

    private boolean writable(LaneId lane) {
        if (failure(lane).isPresent()) {
            return false;
        }
        try {
            var _ = books.of(lane);
            return true;
        } catch (StateClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            failures.add(lane, e);
            return false;
        }
    }

    /** Commits a chunk; if it cannot be written, each of its lanes by itself. */
    private void settle(SettlementChunk chunk) {
        try {
            commit(chunk);
        } catch (CannotWriteException | UnknownOutcomeException | StateClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            Set<LaneId> lanes = chunk.lanes();
            if (lanes.size() == 1) {
                lanes.forEach(lane -> failures.add(lane, e));
            } else {
                lanes.forEach(lane -> settle(again(chunk, lane::equals)));
            }
        }
    }

    private void commit(SettlementChunk chunk) {
        SettlementChunk next = chunk;
        while (!next.isEmpty() && commitWhenPossible(next) instanceof CommitResult.Conflict) {
            // those of all lanes at once, because each refused commit takes time
            next.lanes().forEach(this::readAgain);
            next = again(next, lane -> failure(lane).isEmpty());
        }
    }

    /** Returns a new chunk with the wanted settlements, over the present books. */
    private SettlementChunk again(SettlementChunk chunk, Predicate<LaneId> wanted) {
        var next = new SettlementChunk(books);
        chunk.updates().stream().filter(line -> wanted.test(line.lane())).forEach(next::add);
        return next;
    }

    /**
     * Reads books again that another process wrote. If it only removed dead letters, the lane
     * continues; if it settled deliveries, the lane fails.
     */
    private void readAgain(LaneId lane) {
        if (!books.readAgain(lane)) {
            failures.add(
                    lane,
                    new IllegalStateException(
                            "another process has settled deliveries of lane %s".formatted(lane)));
        }
    }

    /** Returns the reason why nothing more is written for a lane; empty if it has not failed. */
    public Optional<RuntimeException> failure(LaneId lane) {
        return failures.of(lane);
    }

    /** Returns the lanes for which nothing more is written, in no order. */
    public List<LaneId> failed() {
        return failures.lanes();
    }

    /**
     * Ends the failure of a lane if its books can be read and written now. Call it only if no
     * earlier decision about the lane will be passed to {@link #write} any more.
     *
     * @return whether the lane can be written again; if so, read it anew from the journal
     * @throws CannotWriteException if the disk failed or the store is closed
     */
    public boolean reopen(LaneId lane) {
        return alone(() -> {
            books.forget(lane);
            boolean written = rewritten(lane);
            if (written) {
                failures.remove(lane);
            }
            return written;
        });
    }

    private boolean rewritten(LaneId lane) {
        try {
            var unchanged = new SettlementChunk(books);
            unchanged.rewrite(lane);
            return commitWhenPossible(unchanged) instanceof CommitResult.Committed;
        } catch (CannotWriteException | UnknownOutcomeException | StateClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("lane {} cannot be written yet", lane, e);
            return false;
        }
    }

    /** Runs code for one lane: a failure stops that lane only. Returns 0 if it has failed. */
    private int of(LaneId lane, IntSupplier code) {
        try {
            return failure(lane).isEmpty() ? code.getAsInt() : 0;
        } catch (UnknownOutcomeException | StateClosedException e) {
            throw new CannotWriteException(e);
        } catch (CannotWriteException e) {
            throw e;
        } catch (RuntimeException e) {
            failures.add(lane, e);
            return 0;
        }
    }

    /** Writes a chunk of one lane; it is filled again if others removed dead letters meanwhile. */
    private void writeOne(LaneId lane, Consumer<SettlementChunk> filling) {
        while (failure(lane).isEmpty()) {
            var chunk = new SettlementChunk(books);
            filling.accept(chunk);
            if (commitWhenPossible(chunk) instanceof CommitResult.Committed) {
                return;
            }
            readAgain(lane);
        }
    }

    /**
     * Turns a part of what a lane owes into dead letters; call it until it finds none. After a
     * restart in between, call it again.
     *
     * @param limit the largest number of deliveries that are not parked; of parked ones some
     *     thousands
     * @return the number of deliveries found; 0 if the lane has failed
     */
    public int bury(LaneId lane, DeadReason reason, Instant at, int limit) {
        return of(lane, () -> buryOf(lane, reason, at, limit));
    }

    private int buryOf(LaneId lane, DeadReason reason, Instant at, int limit) {
        Page page = firstOf(lane, limit);
        lose(lane, page.losses(), at);
        write(
                page.owed().stream()
                        .<LaneUpdate>map(owed -> dead(owed, false, reason, at, owed.number() + 1))
                        .toList());
        if (failure(lane).isPresent()) {
            return 0;
        }
        int buried = page.owed().size() + page.losses().count();
        if (buried == 0) {
            buried = buryParked(lane, reason, at, PARKED_AT_ONCE);
        }
        return buried == 0 ? loseUnaccounted(lane, journal.given(lane)) : buried;
    }

    /**
     * Returns the first deliveries of the queue; ranges without any readable delivery are skipped.
     */
    private Page firstOf(LaneId lane, int limit) {
        Page page = journal.read(lane, journal.books(lane).head(), limit);
        while (page.owed().isEmpty() && page.losses().isEmpty() && !page.end()) {
            page = journal.read(lane, page.next(), limit);
        }
        return page;
    }

    /**
     * Gives up deliveries that a reading found to be lost, as dead letters if the event is known;
     * durable when this returns.
     *
     * @throws CannotWriteException if the disk failed or the store is closed
     */
    public void lose(LaneId lane, Losses losses, Instant at) {
        write(
                losses.known().stream()
                        .map(owed ->
                                dead(
                                        owed,
                                        losses.parked(),
                                        DeadReason.UNREADABLE,
                                        at,
                                        Books.HEAD_STAYS))
                        .toList());
        of(lane, () -> alone(() -> forgetNameless(lane, losses.nameless())));
    }

    /**
     * Gives up deliveries that a lane owes according to its books although neither they nor their
     * events can be read; durable when this returns. Call it only if nothing else of the lane is in
     * progress.
     *
     * @param upTo the last number that was given in the lane, as far as is known
     * @return the number that was given up
     * @throws CannotWriteException if the disk failed or the store is closed
     */
    public int loseUnaccounted(LaneId lane, long upTo) {
        return of(
                lane,
                () ->
                        alone(() -> {
                            long missing = journal.unaccounted(lane, upTo);
                            if (missing > 0) {
                                writeOne(lane, chunk -> chunk.loseAll(lane, missing, upTo));
                            }
                            return Math.toIntExact(missing);
                        }));
    }

    /**
     * Counts deliveries of which nothing can be stored: in the books they are letters that have
     * left.
     */
    private int forgetNameless(LaneId lane, List<Key> places) {
        int most = SettlementChunk.FULL_OPERATIONS;
        for (int from = 0; from < places.size(); from += most) {
            List<Key> some = places.subList(from, Math.min(places.size(), from + most));
            writeOne(lane, chunk -> some.forEach(place -> chunk.lose(lane, place)));
        }
        return places.size();
    }

    /**
     * Gives up many parked deliveries at once, because each reading skips everything that the disk
     * still stores of earlier ones.
     */
    private int buryParked(LaneId lane, DeadReason reason, Instant at, int limit) {
        var entries = new ArrayList<LaneUpdate>();
        Page first = journal.parkedHeads(lane, limit);
        lose(lane, first.losses(), at);
        int lost = first.losses().count();
        Iterator<Owed> heads = first.owed().iterator();
        while (entries.size() < limit && heads.hasNext()) {
            Owed head = heads.next();
            int room = limit - entries.size();
            Page page = journal.readParked(lane, head.orderKey(), head.number(), room);
            lose(lane, page.losses(), at);
            lost += page.losses().count();
            page.owed().stream()
                    .map(owed -> dead(owed, true, reason, at, Books.HEAD_STAYS))
                    .forEach(entries::add);
        }
        write(entries);
        return entries.size() + lost;
    }

    private static LaneUpdate dead(
            Owed owed, boolean parked, DeadReason reason, Instant at, long head) {
        return new LaneUpdate.Dead(owed, parked, reason, at, head);
    }

    /** Runs the code while no other thread writes into any books. */
    <T> T alone(Supplier<T> code) {
        writing.lock();
        try {
            return code.get();
        } catch (UnknownOutcomeException | StateClosedException e) {
            throw new CannotWriteException(e);
        } finally {
            writing.unlock();
        }
    }

    /** Returns a cache that has read no books yet, for other writers of books than the lanes. */
    BooksCache freshBooks() {
        return new BooksCache(journal);
    }

    /**
     * Notes that nothing is owed to the lane any more and never will be: its books stay on disk
     * only.
     */
    public void forget(LaneId lane) {
        alone(() -> {
            books.forget(lane);
            return true;
        });
    }

    /**
     * Commits, and waits while the state cannot write. The order of entries must not change: none
     * may be left out, or written after later ones.
     */
    private CommitResult commitWhenPossible(SettlementChunk chunk) {
        Commit commit = chunk.commit();
        while (true) {
            try {
                CommitResult result = state.commit(commit);
                if (result instanceof CommitResult.Committed done) {
                    chunk.committed(done.stamp());
                }
                return result;
            } catch (NotCommittedException e) {
                if (stopping) {
                    throw new CannotWriteException(e);
                }
                waiting.accept(AGAIN);
            }
        }
    }
}
