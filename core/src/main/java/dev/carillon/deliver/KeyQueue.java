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
 * The deliveries of one order key, of which only the first may be tried.
 *
 * <p>A parked track has its deliveries on disk and holds a few of them at a time. Pure state, for
 * one thread at a time.
 */
final class KeyQueue {
    /** The order tracks are tried in: that of their first numbers. */
    static final Comparator<KeyQueue> BY_NUMBER = Comparator.comparingLong(track -> track.first);

    /** The order tracks wait in. */
    static final Comparator<KeyQueue> BY_DUE =
            Comparator.<KeyQueue, Instant>comparing(track -> track.due).thenComparing(BY_NUMBER);

    /** After so many failures a delivery goes alone. */
    private static final int TRIES_TOGETHER = 2;

    private final String key;
    private final Deque<Owed> items = new ArrayDeque<>(1);

    /** Tracks are sorted by this, so it stays a number that no other track has. */
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

    /** A track whose deliveries are all on disk; {@code head} is the first of them. */
    static KeyQueue parked(Owed head) {
        var track = new KeyQueue(head.orderKey());
        track.first = head.number();
        track.waitAs(head);
        track.parked = true;
        track.moreOnDisk = true;
        return track;
    }

    String key() {
        return key;
    }

    /** Not to be tried before this. */
    Instant due() {
        return due;
    }

    /** Returns the pause that its first delivery got when it failed last. */
    Duration pause() {
        return pause;
    }

    /** Whether an attempt of its first delivery failed in this process. */
    boolean tried() {
        return tried;
    }

    /** Whether its first delivery was read, and never tried. */
    boolean fresh() {
        return !items.isEmpty() && head().delivery().attempts() == 0;
    }

    /** Whether it waits because the endpoint answered, not because it could not be reached. */
    boolean pinned() {
        return pinned;
    }

    /** Whether its first delivery may share a message with others. */
    boolean mayShare() {
        return !alone && head().delivery().attempts() < TRIES_TOGETHER;
    }

    /** From now on its first delivery goes alone: what the endpoint refuses may be another. */
    void goAlone() {
        alone = true;
    }

    /** How many of its deliveries are in memory. */
    int size() {
        return items.size();
    }

    /** Whether its first delivery is being tried, or read. */
    boolean busy() {
        return busy;
    }

    boolean parked() {
        return parked;
    }

    /** Whether its first delivery must be read before it can be tried. */
    boolean unread() {
        return items.isEmpty() && moreOnDisk;
    }

    /** Whether it has nothing left, in memory or on disk. */
    boolean finished() {
        return items.isEmpty() && !moreOnDisk;
    }

    Owed head() {
        return items.getFirst();
    }

    /** The lane counts the attempt of the first delivery as a try of every delivery. */
    void wasProbe() {
        items.addFirst(items.removeFirst().asProbe());
    }

    /** The smallest number that it may have: of one that is unread, settled ones may count too. */
    long first() {
        return first;
    }

    /** Marks the first delivery as being tried, or read, or as not any more. */
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

    /** The number from which on its deliveries may be on disk. */
    long readFrom() {
        return readFrom;
    }

    /** Removes the first delivery: it is settled. */
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

    /** The first delivery is to be tried again, as it says itself. A parked one waits on disk. */
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

    /** The first delivery waits no longer than this. */
    void dueBy(Instant latest) {
        due = due.isAfter(latest) ? latest : due;
    }

    /** The first delivery need not wait any longer. */
    void dueNow() {
        due = Instant.EPOCH;
    }

    /**
     * Hands out all its deliveries to be parked; from now on they are on disk. One that is being
     * tried stays here as well until it ends.
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
     * Takes what was read from disk. A first delivery that was known before waits as it did: the
     * time it waits for may have been brought near since it was written.
     *
     * @param more whether there is more behind it
     */
    void loaded(Collection<Owed> read, boolean more) {
        items.addAll(read);
        moreOnDisk |= more;
        if (!items.isEmpty() && head().number() != first) {
            headChanged();
        }
    }

    /** Forgets what was read of a parked track: all of it is on disk. */
    void unload() {
        if (parked && !items.isEmpty()) {
            items.clear();
            moreOnDisk = true;
        }
    }

    /** All that is on disk by now is about to be read. */
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
