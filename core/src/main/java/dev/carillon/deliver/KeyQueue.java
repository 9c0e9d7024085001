package dev.carillon.deliver;

import dev.carillon.delivery.Owed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The deliveries of one order key, of which only the first may be attempted.
 *
 * <p>A parked queue has its deliveries on disk and holds a few of them at a time. Pure state, not
 * thread-safe.
 */
final class KeyQueue {
    /** The order in which queues are attempted: that of their first numbers. */
    static final Comparator<KeyQueue> BY_NUMBER = Comparator.comparingLong(queue -> queue.first);

    /** The order in which queues wait. */
    static final Comparator<KeyQueue> BY_DUE =
            Comparator.<KeyQueue, Instant>comparing(queue -> queue.due).thenComparing(BY_NUMBER);

    /** The number of attempts after which a delivery goes alone. */
    private static final int TRIES_TOGETHER = 2;

    private final String key;
    private final Deque<Owed> items = new ArrayDeque<>(1);

    /** The number by which queues are sorted; no other queue ever has the same. */
    private long first;

    private long readFrom;
    private Instant due = Instant.EPOCH;
    private Duration pause = Duration.ZERO;
    private boolean tried;
    private boolean pinned;
    private boolean alone;
    private boolean busy;
    private boolean parked;
    private boolean moreOnDisk;

    KeyQueue(String key) {
        this.key = key;
    }

    /** Creates a queue whose deliveries are all on disk; {@code head} is the first of them. */
    static KeyQueue parked(Owed head) {
        var queue = new KeyQueue(head.orderKey());
        queue.first = head.number();
        queue.waitAs(head);
        queue.parked = true;
        queue.moreOnDisk = true;
        return queue;
    }

    String key() {
        return key;
    }

    /** Returns the earliest time of the next attempt. */
    Instant due() {
        return due;
    }

    /** Returns the pause that its first delivery got at its last failure. */
    Duration pause() {
        return pause;
    }

    /** Returns whether an attempt of its first delivery failed in this process. */
    boolean tried() {
        return tried;
    }

    /** Returns whether its first delivery was read and never attempted. */
    boolean fresh() {
        return !items.isEmpty() && head().delivery().attempts() == 0;
    }

    /** Returns whether it waits because the endpoint answered, as opposed to being unreachable. */
    boolean pinned() {
        return pinned;
    }

    /** Returns whether its first delivery may share a message with others. */
    boolean mayShare() {
        return !alone && head().delivery().attempts() < TRIES_TOGETHER;
    }

    /**
     * Makes its first delivery go alone from now on, because the endpoint may refuse another one of
     * the batch.
     */
    void goAlone() {
        alone = true;
    }

    /** Returns the number of its deliveries in memory. */
    int size() {
        return items.size();
    }

    /** Returns whether its first delivery is being attempted or read. */
    boolean busy() {
        return busy;
    }

    boolean parked() {
        return parked;
    }

    /** Returns whether its first delivery must be read before it can be attempted. */
    boolean unread() {
        return items.isEmpty() && moreOnDisk;
    }

    /** Returns whether it has no deliveries left, in memory or on disk. */
    boolean finished() {
        return items.isEmpty() && !moreOnDisk;
    }

    Owed head() {
        return items.getFirst();
    }

    /**
     * Marks the attempt of the first delivery as a probe, which the lane counts as an attempt of
     * every delivery.
     */
    void wasProbe() {
        items.addFirst(items.removeFirst().asProbe());
    }

    /**
     * Returns the smallest number that it may have: if it is unread, settled ones may be included.
     */
    long first() {
        return first;
    }

    /** Sets whether the first delivery is being attempted or read. */
    void busy(boolean now) {
        busy = now;
    }

    /** Adds a delivery behind the others. */
    void add(Owed owed) {
        items.addLast(owed);
        if (items.size() == 1) {
            headChanged();
        }
    }

    /** Notes that a delivery was parked behind the others. */
    void addOnDisk() {
        moreOnDisk = true;
    }

    /** Returns the number from which on its deliveries may be on disk. */
    long readFrom() {
        return readFrom;
    }

    /** Removes the first delivery because it is settled. */
    void removeHead() {
        readFrom = items.removeFirst().number() + 1;
        pinned = false;
        alone = false;
        tried = false;
        due = Instant.EPOCH;
        if (!items.isEmpty()) {
            headChanged();
        }
    }

    /** Replaces the first delivery by one that waits for its retry. A parked one waits on disk. */
    void retry(Owed again, boolean answered) {
        items.removeFirst();
        if (parked) {
            items.clear();
            moreOnDisk = true;
        } else {
            items.addFirst(again);
        }
        waitAs(again);
        pinned = answered;
        tried = true;
    }

    /** Limits the wait of the first delivery to this time. */
    void dueBy(Instant latest) {
        due = due.isAfter(latest) ? latest : due;
    }

    /** Ends the wait of the first delivery. */
    void dueNow() {
        due = Instant.EPOCH;
    }

    /**
     * Returns all its deliveries to be parked; from now on they are on disk. A delivery that is
     * being attempted also stays here until the attempt ends.
     */
    List<Owed> park() {
        var all = List.copyOf(items);
        items.clear();
        if (busy) {
            items.add(all.getFirst());
        }
        parked = true;
        moreOnDisk = all.size() > items.size();
        return all;
    }

    /**
     * Adds deliveries that were read from disk. A first delivery that was known before keeps its
     * due time, because that may have been brought forward since it was written.
     *
     * @param more whether there are more behind them
     */
    void loaded(Collection<Owed> read, boolean more) {
        items.addAll(read);
        moreOnDisk |= more;
        if (!items.isEmpty() && head().number() != first) {
            headChanged();
        }
    }

    /** Drops the deliveries in memory of a parked queue, because all of them are on disk. */
    void unload() {
        if (parked && !items.isEmpty()) {
            items.clear();
            moreOnDisk = true;
        }
    }

    /** Notes that everything that is on disk by now is about to be read. */
    void readingAll() {
        busy = true;
        moreOnDisk = false;
    }

    private void headChanged() {
        first = head().number();
        tried = false;
        waitAs(head());
    }

    private void waitAs(Owed owed) {
        due = owed.delivery().due();
        pause = owed.delivery().progress().pause();
    }
}
