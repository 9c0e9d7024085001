package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The books of lanes as this process last read or wrote them. A commit that changes books checks
 * that no other process has changed them since, so another process that settles the same lane is
 * noticed before anything is overwritten. Not thread-safe.
 */
final class BooksCache {
    private final Journal journal;
    private final Map<LaneId, Kept> books = new HashMap<>();

    /** Books, and the stamp of the commit that wrote them; empty if none were written yet. */
    private record Kept(Books books, Optional<Long> stamp) {
        static Kept of(Optional<Stamped> value) {
            return new Kept(
                    value.map(stamped -> Books.read(stamped.value())).orElseGet(Books::empty),
                    value.map(Stamped::stamp));
        }
    }

    BooksCache(Journal journal) {
        this.journal = journal;
    }

    /**
     * Returns the books of a lane, which are read from disk the first time.
     *
     * @throws RuntimeException if they cannot be read
     */
    Books of(LaneId lane) {
        return kept(lane).books();
    }

    /** Returns the event of a delivery as its dead letter keeps it; as it is if unreadable. */
    ObjectEvent eventOfLetter(Owed owed) {
        return journal.toSend(owed).orElse(owed.event());
    }

    private Kept kept(LaneId lane) {
        return books.computeIfAbsent(lane, id -> Kept.of(journal.keptBooks(id)));
    }

    /** Adds changed books to a commit, which is refused if others have changed them. */
    void put(Commit commit, LaneId lane, Books changed) {
        Key key = JournalKeys.books(lane);
        kept(lane)
                .stamp()
                .ifPresentOrElse(
                        stamp -> commit.checkStamp(key, stamp), () -> commit.checkAbsent(key));
        commit.put(key, changed.write());
    }

    /** Remembers books that a commit with this stamp wrote. */
    void wrote(Map<LaneId, Books> written, long stamp) {
        written.forEach((lane, changed) -> books.put(lane, new Kept(changed, Optional.of(stamp))));
    }

    /**
     * Reads the books of a lane again, after others changed them.
     *
     * @return whether they only removed dead letters, as every process may; false if they settled
     *     deliveries, and so the lane is not this process's any more
     */
    boolean readAgain(LaneId lane) {
        Kept now = Kept.of(journal.keptBooks(lane));
        byte[] expected = of(lane).withGoneOf(now.books()).write();
        boolean ours = Arrays.equals(expected, now.books().write());
        if (ours) {
            books.put(lane, now);
        }
        return ours;
    }

    /** Forgets the books of a lane. */
    void forget(LaneId lane) {
        books.remove(lane);
    }
}
