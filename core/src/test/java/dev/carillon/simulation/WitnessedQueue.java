package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The number of deliveries that a lane owes, as the witness counts them, and so whether its topic's
 * queue is full.
 */
final class WitnessedQueue {
    /** The longest time for reading a delivery that is to be dropped. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Promised> promises;
    private final Set<Long> parked = new HashSet<>();
    private long offered;
    private long settled;
    private long settledBytes;

    /** The bytes of damaged deliveries, which the server cannot subtract if it lost their sizes. */
    private long lostBytes;

    private long promisedBytes;
    private int firstOpen;
    private Duration overSince = Duration.ZERO;
    private boolean overBefore;

    WitnessedQueue(List<Promised> promises) {
        this.promises = promises;
    }

    void promised(Promised it) {
        promisedBytes += it.bytes;
    }

    /** Records that the server knows all deliveries up to this number. */
    void offered(long number) {
        offered = Math.max(offered, number);
    }

    /** Returns the last number that the server knows. */
    long offered() {
        return offered;
    }

    void park(long number) {
        parked.add(number);
    }

    boolean parked(long number) {
        return parked.contains(number);
    }

    /** Records a decision that a delivery is done or dead. */
    void settled(Promised it) {
        settled++;
        settledBytes += it.bytes;
        lostBytes += it.damaged() ? it.bytes : 0;
    }

    /** Returns the number of owed deliveries that the server must know. */
    private long known() {
        return offered - settled;
    }

    /** Returns the number of owed deliveries, which the server need not all know. */
    private long owed() {
        return promises.size() - settled;
    }

    /** Returns whether the server must know that the queue is full. */
    boolean mustBeFull(Room room) {
        return known() >= room.entries();
    }

    @Override
    public String toString() {
        return "%d promised, %d of them offered, %d settled, %d parked"
                .formatted(promises.size(), offered, settled, parked.size());
    }

    /** Returns whether the queue may be full. */
    boolean mayBeFull(Room room) {
        return room.full(owed(), promisedBytes - settledBytes + lostBytes);
    }

    /**
     * Checks that a dropped delivery exceeds the limits, and is the oldest. One whose record or
     * event is damaged is passed over until it can be given up, which fails while nothing can be
     * written.
     */
    void checkDropped(Promised it, Room room) {
        demand(
                room.dropsOldest() && room.exceeded(owed(), promisedBytes - settledBytes),
                () -> "%s is dropped: %s, %s".formatted(it, this, room));
        if (!parked.contains(it.number)) {
            oldest().filter(before -> before.number < it.number && !before.damaged())
                    .ifPresent(before -> {
                        throw new AssertionError(it + " is dropped before " + before);
                    });
        }
    }

    /** Checks that excess deliveries are dropped, unless the oldest is in flight. */
    void checkDropping(Room room, Set<Long> inFlight, Duration age) {
        boolean over = room.dropsOldest() && known() > room.entries();
        boolean news = over && !overBefore;
        overBefore = over;
        if (!over || news || hindered(inFlight)) {
            overSince = age;
            return;
        }
        demand(
                age.minus(overSince).compareTo(PATIENCE) < 0,
                () ->
                        "too much is owed for %s: %s, %s"
                                .formatted(age.minus(overSince), this, room));
    }

    /**
     * Returns whether the next delivery to drop is in flight; if all are parked, whether the first
     * of each key is. Deliveries that the server need not know yet cannot be dropped.
     */
    private boolean hindered(Set<Long> inFlight) {
        return oldest().filter(promised -> promised.number <= offered)
                .map(promised -> inFlight.contains(promised.number))
                .orElseGet(() -> inFlight.containsAll(firstOfKeys()));
    }

    private Collection<Long> firstOfKeys() {
        var first = new HashMap<String, Long>();
        promises.stream()
                .filter(promised -> !promised.over() && !promised.unknowable())
                .forEach(promised -> first.putIfAbsent(promised.key, promised.number));
        return first.values();
    }

    /** Records a settlement, which is progress. */
    void progressed(Duration age) {
        overSince = age;
    }

    /** Returns the first delivery that is neither settled nor parked. */
    private Optional<Promised> oldest() {
        while (firstOpen < promises.size() && elsewhere(promises.get(firstOpen))) {
            firstOpen++;
        }
        return firstOpen < promises.size()
                ? Optional.of(promises.get(firstOpen))
                : Optional.empty();
    }

    private boolean elsewhere(Promised it) {
        return it.over() || it.unknowable() || parked.contains(it.number);
    }

    /** Records a restart: the server knows what is on disk. */
    void livesAgain(Set<Long> parkedOnDisk, Duration age) {
        parked.clear();
        parked.addAll(parkedOnDisk);
        offered = promises.size();
        settled = 0;
        settledBytes = 0;
        for (Promised it : promises) {
            if (it.settled) {
                settled(it);
            }
        }
        firstOpen = 0;
        overSince = age;
    }
}
