package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settlements that are written in one commit: what they change of queues, parked deliveries, dead
 * letters and final states, and the books of each of their lanes. Not thread-safe.
 */
final class SettlementChunk {
    /** The limit of operations: a larger commit would keep others waiting. */
    static final int FULL_OPERATIONS = 4_000;

    private static final int FULL_BYTES = Commit.MAX_BYTES / 2;

    private final BooksCache books;
    private final Commit commit = new Commit();
    private final Map<LaneId, Books> changed = new HashMap<>();
    private final List<LaneUpdate> updates = new ArrayList<>();

    SettlementChunk(BooksCache books) {
        this.books = books;
    }

    /** Returns whether it should be committed before more is added. */
    boolean full() {
        return commit.operations() + 2 * changed.size() > FULL_OPERATIONS
                || commit.bytes() > FULL_BYTES;
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** Returns the lanes whose books it changes. */
    Set<LaneId> lanes() {
        return Set.copyOf(changed.keySet());
    }

    /** Returns the added settlements, in order. */
    List<LaneUpdate> updates() {
        return List.copyOf(updates);
    }

    /** Adds a settlement behind those added before. */
    void add(LaneUpdate laneUpdate) {
        Books after = enter(laneUpdate, booksOf(laneUpdate.lane()));
        changed.put(laneUpdate.lane(), after.headAt(laneUpdate.head()));
        updates.add(laneUpdate);
    }

    /** Writes the books of a lane unchanged, to find out whether they can be written. */
    void rewrite(LaneId lane) {
        changed.put(lane, booksOf(lane));
    }

    /** Gives up a delivery of which nothing can be kept, and removes its key. */
    void lose(LaneId lane, Key place) {
        changed.put(lane, booksOf(lane).lost(1));
        commit.delete(place);
    }

    /**
     * Gives up all that a lane owes up to a number. Deliveries that the disk may become able to
     * read again must not be owed then.
     */
    void loseAll(LaneId lane, long deliveries, long upTo) {
        changed.put(lane, booksOf(lane).lost(deliveries));
        Key parked = JournalKeys.parked(lane);
        commit.deleteRange(parked, parked.afterPrefix());
        commit.deleteRange(
                JournalKeys.deliveries(lane), JournalKeys.delivery(lane, upTo).successor());
    }

    /** Returns the commit, complete with the books and their checks. Call it once. */
    Commit commit() {
        changed.forEach((lane, after) -> books.put(commit, lane, after));
        return commit;
    }

    /** Notes that the commit succeeded with this stamp. */
    void committed(long stamp) {
        books.wrote(changed, stamp);
    }

    private Books booksOf(LaneId lane) {
        Books before = changed.get(lane);
        return before == null ? books.of(lane) : before;
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
                        books.eventOfLetter(dead.owed()),
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
