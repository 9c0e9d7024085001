package dev.carillon.deliver;

import dev.carillon.delivery.Owed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Knows which order key may be attempted next: ready ones in number order, waiting ones in due
 * order. Pure state, not thread-safe.
 */
final class Schedule {
    private final Map<String, KeyQueue> queues = new HashMap<>();
    private final TreeSet<KeyQueue> ready = new TreeSet<>(KeyQueue.BY_NUMBER);
    private final TreeSet<KeyQueue> waiting = new TreeSet<>(KeyQueue.BY_DUE);

    /** The deliveries in memory that are not parked, by number. */
    private final TreeMap<Long, KeyQueue> window = new TreeMap<>();

    /** The queues that hold more than their share. */
    private final Set<KeyQueue> fat = new HashSet<>();

    private final int share;
    private Duration longestWait = Duration.ofHours(1);
    private int parkedKeys;

    /**
     * Creates an empty schedule.
     *
     * @param share a key with more deliveries than this takes room from others
     */
    Schedule(int share) {
        this.share = share;
    }

    /** Limits every wait from now on, even if a clock that was set back made it longer. */
    void longestWait(Duration wait) {
        longestWait = wait;
    }

    /** Returns the number of deliveries in memory that are not parked. */
    int size() {
        return window.size();
    }

    /** Returns the number of parked order keys. */
    int parkedKeys() {
        return parkedKeys;
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    boolean nothingReady() {
        return ready.isEmpty();
    }

    /** Returns the smallest number in memory, or {@code next} if there is none. */
    long head(long next) {
        return window.isEmpty() ? next : window.firstKey();
    }

    /** Returns the queue of the smallest number in memory. */
    Optional<KeyQueue> oldest() {
        return window.isEmpty() ? Optional.empty() : Optional.of(window.firstEntry().getValue());
    }

    /** Adds a queue whose deliveries are all on disk. */
    void addParked(Owed head, Instant now) {
        KeyQueue keyQueue = KeyQueue.parked(head);
        queues.put(keyQueue.key(), keyQueue);
        parkedKeys++;
        place(keyQueue, now);
    }

    /** Returns whether deliveries of this key go to disk. */
    boolean isParked(String orderKey) {
        KeyQueue keyQueue = queues.get(orderKey);
        return keyQueue != null && keyQueue.parked();
    }

    /** Adds a delivery behind those of its key. */
    void add(Owed owed, Instant now) {
        KeyQueue keyQueue = queues.computeIfAbsent(owed.orderKey(), KeyQueue::new);
        boolean first = keyQueue.finished();
        keyQueue.add(owed);
        window.put(owed.number(), keyQueue);
        if (keyQueue.size() > share) {
            fat.add(keyQueue);
        }
        if (first) {
            place(keyQueue, now);
        }
    }

    /** Notes that a delivery was parked behind those of its key. */
    void addOnDisk(String orderKey, Instant now) {
        KeyQueue keyQueue = queueOf(orderKey);
        boolean idle = keyQueue.finished() && !keyQueue.busy();
        keyQueue.addOnDisk();
        if (idle) {
            place(keyQueue, now);
        }
    }

    /** Returns the present queues, in number order. */
    List<KeyQueue> all() {
        return queues.values().stream().sorted(KeyQueue.BY_NUMBER).toList();
    }

    /** Returns the queue of a key, if it has deliveries. */
    Optional<KeyQueue> find(String orderKey) {
        return Optional.ofNullable(queues.get(orderKey));
    }

    /**
     * Returns the smallest number that may be owed, parked or not; {@code next} if there is none.
     */
    long smallest(long next) {
        long parked =
                parkedKeys == 0
                        ? next
                        : queues.values().stream()
                                .filter(KeyQueue::parked)
                                .mapToLong(KeyQueue::first)
                                .min()
                                .orElse(next);
        return Math.min(head(next), parked);
    }

    /** Takes out the next queue to be attempted, until {@link #place} puts it back. */
    Optional<KeyQueue> takeReady() {
        return Optional.ofNullable(ready.pollFirst());
    }

    /**
     * Returns a queue that was taken, and behind it those ready queues that may share a message
     * with it, taken too: in number order, as long as they pass. None is waited for.
     *
     * @param most the largest number of queues in total
     */
    List<KeyQueue> takeAlong(KeyQueue taken, int most, Predicate<KeyQueue> passes) {
        var all = new ArrayList<>(List.of(taken));
        while (all.size() < most && !ready.isEmpty()) {
            KeyQueue next = ready.first();
            if (next.unread() || !next.mayShare() || !passes.test(next)) {
                return all;
            }
            all.add(next);
            ready.remove(next);
        }
        return all;
    }

    /**
     * Takes out the ready queue that shows best whether the endpoint works: the newest that was
     * never attempted. The oldest ones are close to those that opened the breaker, and may have the
     * same problem.
     */
    Optional<KeyQueue> takeProbe() {
        Optional<KeyQueue> fresh =
                ready.descendingSet().stream().filter(KeyQueue::fresh).findFirst();
        fresh.ifPresent(ready::remove);
        return fresh.or(this::takeReady);
    }

    /** Takes out the next waiting queue that does not wait because the endpoint answered. */
    Optional<KeyQueue> takeWaiting() {
        Optional<KeyQueue> first =
                waiting.stream().filter(keyQueue -> !keyQueue.pinned()).findFirst();
        first.ifPresent(waiting::remove);
        return first;
    }

    /** Takes out a parked queue that is not busy, a ready one before a waiting one. */
    Optional<KeyQueue> takeParked() {
        Optional<KeyQueue> first =
                Stream.concat(ready.stream(), waiting.stream())
                        .filter(KeyQueue::parked)
                        .findFirst();
        first.ifPresent(this::take);
        return first;
    }

    /** Takes a queue out, wherever it is, to change it. */
    void take(KeyQueue keyQueue) {
        if (!ready.remove(keyQueue)) {
            waiting.remove(keyQueue);
        }
    }

    /** Puts a queue where it belongs now; a queue without deliveries is forgotten. */
    void place(KeyQueue keyQueue, Instant now) {
        if (keyQueue.busy()) {
            return;
        }
        if (keyQueue.finished()) {
            queues.remove(keyQueue.key());
            parkedKeys -= keyQueue.parked() ? 1 : 0;
        } else if (keyQueue.due().isAfter(now)) {
            keyQueue.dueBy(now.plus(shorter(keyQueue.pause(), longestWait)));
            waiting.add(keyQueue);
        } else {
            ready.add(keyQueue);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Moves queues that are due from waiting to ready. */
    void wake(Instant now) {
        while (!waiting.isEmpty() && !waiting.first().due().isAfter(now)) {
            ready.add(waiting.pollFirst());
        }
    }

    /**
     * Ends the wait of all queues except those that wait because the endpoint answered, since these
     * themselves may be the cause.
     */
    void wakeAll() {
        for (KeyQueue keyQueue : List.copyOf(waiting)) {
            if (!keyQueue.pinned()) {
                waiting.remove(keyQueue);
                keyQueue.dueNow();
                ready.add(keyQueue);
            }
        }
    }

    /** Returns when the first waiting queue is due. */
    Optional<Instant> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().due());
    }

    /** Removes the first delivery of a queue because it is settled. */
    void removeHead(KeyQueue keyQueue) {
        window.remove(keyQueue.head().number());
        keyQueue.removeHead();
        if (keyQueue.size() <= share) {
            fat.remove(keyQueue);
        }
    }

    /**
     * Parks the queues that wait, so that others can be read.
     *
     * @param most the largest number of parked keys in total
     * @return the deliveries to be moved on disk, in number order for each key
     */
    List<Owed> parkWaiting(int most) {
        return park(waiting, most);
    }

    /** Parks the queues that hold more than their share, the oldest first, in the same way. */
    List<Owed> parkFat(int most) {
        return fat.isEmpty()
                ? List.of()
                : park(fat.stream().sorted(KeyQueue.BY_NUMBER).toList(), most);
    }

    private List<Owed> park(Collection<KeyQueue> those, int most) {
        var moved = new ArrayList<Owed>();
        for (KeyQueue keyQueue : those) {
            if (!keyQueue.parked() && parkedKeys < most) {
                List<Owed> all = keyQueue.park();
                all.forEach(owed -> window.remove(owed.number()));
                moved.addAll(all);
                fat.remove(keyQueue);
                parkedKeys++;
            }
        }
        return moved;
    }

    /** Returns the queue of a key that has deliveries. */
    KeyQueue queueOf(String orderKey) {
        KeyQueue keyQueue = queues.get(orderKey);
        if (keyQueue == null) {
            throw new IllegalStateException("nothing is held of key " + orderKey);
        }
        return keyQueue;
    }
}
