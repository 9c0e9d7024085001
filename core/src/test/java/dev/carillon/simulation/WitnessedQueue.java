package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How much a lane owes, as the witness counts it: so when its topic's queue is full. */
final class WitnessedQueue {
    /** Reading what is to go takes no longer, a delivery. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Promised> promises;
    private final Set<Long> parked = new HashSet<>();
    private long offered;
    private long settled;
    private long settledBytes;
    private long promisedBytes;
    private int firstOpen;
    private Duration overSince = Duration.ZERO;

    WitnessedQueue(List<Promised> promises) {
        this.promises = promises;
    }

    void promised(Promised it) {
        promisedBytes += it.bytes;
    }

    /** The server knows all up to this number. */
    void offered(long number) {
        offered = Math.max(offered, number);
    }

    /** The last number that the server knows. */
    long offered() {
        return offered;
    }

    void park(long number) {
        parked.add(number);
    }

    boolean parked(long number) {
        return parked.contains(number);
    }

    /** It was decided that this is done, or dead. */
    void settled(Promised it) {
        settled++;
        settledBytes += it.bytes;
    }

    /** How many are owed, as far as the server must know. */
    private long known() {
        return offered - settled;
    }

    /** How many are owed, though the server need not know of all of them. */
    private long owed() {
        return promises.size() - settled;
    }

    /** Whether the server must know that there is no room for one more. */
    boolean mustBeFull(Room room) {
        return known() >= room.entries();
    }

    @Override
    public String toString() {
        return "%d promised, %d of them offered, %d settled, %d parked"
                .formatted(promises.size(), offered, settled, parked.size());
    }

    /** Whether there may be no room for one more. */
    boolean mayBeFull(Room room) {
        return room.full(owed(), promisedBytes - settledBytes);
    }

    /** Demands that a delivery that is dropped now is too much, and the oldest. */
    void checkDropped(Promised it, Room room) {
        demand(
                room.dropsOldest() && room.exceeded(owed(), promisedBytes - settledBytes),
                () -> "%s is dropped: %s, %s".formatted(it, this, room));
        if (!parked.contains(it.number)) {
            oldest().filter(before -> before.number < it.number)
                    .ifPresent(before -> {
                        throw new AssertionError(it + " is dropped before " + before);
                    });
        }
    }

    /** Demands that what is too much goes, unless the oldest is being tried. */
    void checkDropping(Room room, Set<Long> inFlight, Duration age) {
        boolean over = room.dropsOldest() && known() > room.entries();
        if (!over || hindered(inFlight)) {
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
     * Whether what would go first is being tried: of those parked, the first of each key. What the
     * server need not know of yet cannot go.
     */
    private boolean hindered(Set<Long> inFlight) {
        return oldest().filter(it -> it.number <= offered)
                .map(it -> inFlight.contains(it.number))
                .orElseGet(() -> inFlight.containsAll(firstOfKeys()));
    }

    private Collection<Long> firstOfKeys() {
        var first = new HashMap<String, Long>();
        promises.stream()
                .filter(it -> !it.over() && !it.unknowable())
                .forEach(it -> first.putIfAbsent(it.key, it.number));
        return first.values();
    }

    /** Something was settled, so there is progress. */
    void progressed(Duration age) {
        overSince = age;
    }

    /** The first that is neither settled nor parked. */
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

    /** The process starts anew, and knows what is on disk. */
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
