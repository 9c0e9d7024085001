package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes settlements: a delivery leaves the queue and enters the books in one commit, so the books
 * balance whenever the process dies. The only writer of {@link Books}.
 *
 * <p>Thread-safe; only one thread writes at a time.
 */
public final class Ledger {
    /** The operations of a full commit: few enough that others need not wait long for it. */
    private static final int FULL_OPERATIONS = 4_000;

    private static final int FULL_BYTES = Commit.MAX_BYTES / 2;

    private static final int PARKED_AT_ONCE = 4_000;

    /** The pause before a retry while the state cannot write for a time. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final State state;
    private final Journal journal;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<LaneId, Books> books = new HashMap<>();
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
    }

    private static void sleep(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /**
     * Writes the entries in order; they are durable when this returns. While the state cannot write
     * for a time, this waits, and so do all other writers of the books.
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
        var chunk = new Chunk();
        for (LaneUpdate laneUpdate : entries) {
            if (chunk.full()) {
                chunk.commit();
                chunk = new Chunk();
            }
            chunk.add(laneUpdate);
        }
        chunk.commit();
        return entries.size();
    }

    /**
     * Turns a part of what a lane owes into dead letters; call it until it finds none. After a
     * restart in between, call it again.
     *
     * @param limit the largest number of deliveries that are not parked; of parked ones some
     *     thousands
     * @return the number of deliveries found
     */
    public int bury(LaneId lane, DeadReason reason, Instant at, int limit) {
        Page page = firstOf(lane, limit);
        lose(lane, page.losses(), at);
        write(
                page.owed().stream()
                        .<LaneUpdate>map(it -> dead(it, false, reason, at, it.number() + 1))
                        .toList());
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
                        .map(it ->
                                dead(
                                        it,
                                        losses.parked(),
                                        DeadReason.UNREADABLE,
                                        at,
                                        Books.HEAD_STAYS))
                        .toList());
        alone(() -> forgetNameless(lane, losses.nameless()));
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
        return alone(() -> {
            long missing = journal.unaccounted(lane, upTo);
            if (missing > 0) {
                var chunk = new Chunk();
                chunk.loseAll(lane, missing, upTo);
                chunk.commit();
            }
            return Math.toIntExact(missing);
        });
    }

    /**
     * Counts deliveries of which nothing can be stored: in the books they are letters that have
     * left.
     */
    private int forgetNameless(LaneId lane, List<Key> places) {
        for (int from = 0; from < places.size(); from += FULL_OPERATIONS) {
            var chunk = new Chunk();
            places.subList(from, Math.min(places.size(), from + FULL_OPERATIONS))
                    .forEach(place -> chunk.lose(lane, place));
            chunk.commit();
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
                    .map(it -> dead(it, true, reason, at, Books.HEAD_STAYS))
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

    /** Returns the books of a lane; call it inside {@link #alone}. */
    Books books(LaneId lane) {
        return books.computeIfAbsent(lane, journal::books);
    }

    /**
     * Notes that nothing is owed to the lane any more and never will be: its books stay on disk
     * only.
     */
    public void forget(LaneId lane) {
        var _ = alone(() -> Optional.ofNullable(books.remove(lane)));
    }

    /** Notes that a durable commit wrote the books of a lane; call it inside {@link #alone}. */
    void wrote(LaneId lane, Books written) {
        books.put(lane, written);
    }

    /**
     * Commits, and waits while the state cannot write. The order of entries must not change: none
     * may be left out, or written after later ones.
     */
    private CommitResult commitWhenPossible(Commit commit) {
        while (true) {
            try {
                return state.commit(commit);
            } catch (NotCommittedException e) {
                if (stopping) {
                    throw new CannotWriteException(e);
                }
                waiting.accept(AGAIN);
            }
        }
    }

    /** The entries of one commit. */
    private final class Chunk {
        private final Commit commit = new Commit();
        private final Map<LaneId, Books> changed = new HashMap<>();

        boolean full() {
            return commit.operations() + changed.size() > FULL_OPERATIONS
                    || commit.bytes() > FULL_BYTES;
        }

        void add(LaneUpdate laneUpdate) {
            Books before = changed.getOrDefault(laneUpdate.lane(), books(laneUpdate.lane()));
            changed.put(laneUpdate.lane(), enter(laneUpdate, before).headAt(laneUpdate.head()));
        }

        void lose(LaneId lane, Key place) {
            Books before = changed.getOrDefault(lane, books(lane));
            changed.put(lane, before.lost(1));
            commit.delete(place);
        }

        /**
         * Gives up all deliveries of a lane, also those that the disk may become able to read
         * again, which must not be owed then.
         */
        void loseAll(LaneId lane, long deliveries, long upTo) {
            changed.put(lane, books(lane).lost(deliveries));
            Key parked = JournalKeys.parked(lane);
            commit.deleteRange(parked, parked.afterPrefix());
            commit.deleteRange(
                    JournalKeys.deliveries(lane), JournalKeys.delivery(lane, upTo).successor());
        }

        void commit() {
            if (changed.isEmpty()) {
                return;
            }
            changed.forEach((lane, it) -> commit.put(JournalKeys.books(lane), it.write()));
            switch (commitWhenPossible(commit)) {
                case CommitResult.Committed _ -> books.putAll(changed);
                case CommitResult.Conflict(Key key) ->
                        throw new IllegalStateException("nothing was checked, yet " + key);
            }
        }

        private Books enter(LaneUpdate laneUpdate, Books before) {
            return switch (laneUpdate) {
                case LaneUpdate.Done(Owed owed, boolean parked, Instant at, _) -> {
                    commit.delete(place(owed, parked));
                    commit.put(ending(owed.delivery()), delivered(owed.delivery(), at));
                    yield before.oneDone(at);
                }
                case LaneUpdate.Again(Owed owed, boolean parked, _) -> {
                    commit.put(place(owed, parked), DeliveryCodec.write(owed.delivery()));
                    yield before;
                }
                case LaneUpdate.Park(Owed owed, _) -> {
                    commit.delete(place(owed, false));
                    commit.put(place(owed, true), DeliveryCodec.write(owed.delivery()));
                    yield before;
                }
                case LaneUpdate.Counted(_, SharedTries tries) -> before.sharing(tries);
                case LaneUpdate.Dead dead -> {
                    bury(dead, before.shared());
                    yield before.oneDead();
                }
            };
        }

        private void bury(LaneUpdate.Dead dead, SharedTries tries) {
            Delivery delivery = dead.owed().delivery();
            var letter =
                    new DeadLetter(
                            delivery,
                            dead.owed().event(),
                            tries.of(delivery),
                            dead.reason(),
                            dead.at());
            commit.delete(place(dead.owed(), dead.parked()));
            commit.put(
                    JournalKeys.dead(delivery.lane(), delivery.number()),
                    DeliveryCodec.writeDead(letter));
        }

        private static Key ending(Delivery delivery) {
            return JournalKeys.ending(delivery.eventStamp(), delivery.lane(), delivery.number());
        }

        private static byte[] delivered(Delivery delivery, Instant at) {
            return DeliveryCodec.write(FinalState.of(delivery, FinalState.Kind.DELIVERED, at));
        }

        private static Key place(Owed owed, boolean parked) {
            Delivery delivery = owed.delivery();
            return parked
                    ? JournalKeys.parked(delivery.lane(), delivery.orderKey(), delivery.number())
                    : JournalKeys.delivery(delivery.lane(), delivery.number());
        }
    }
}
