package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Takes deliveries into a lane exactly once and in number order, from offers as long as they come
 * in order, and otherwise from the journal.
 *
 * <p>An offer that comes a little early waits for the one before it. If that does not come, or
 * there is no room, the lane is <em>behind</em>: offers are dropped, and the journal is read until
 * it has no more. Pure state, not thread-safe.
 */
final class Intake {
    /** The largest number of early offers that wait for the one before them. */
    static final int EARLY = 256;

    /** The time that they wait. */
    static final Duration PATIENCE = Duration.ofMillis(20);

    private long next;
    private long highest;
    private boolean behind = true;
    private boolean reading;
    private Instant gapSince = Instant.MAX;
    private final TreeMap<Long, Owed> early = new TreeMap<>();

    /**
     * Starts in the state behind.
     *
     * @param next the number from which the journal is to be read
     * @param given the last number given
     */
    Intake(long next, long given) {
        this.next = next;
        this.highest = given;
    }

    /** Returns the first number not taken yet. */
    long next() {
        return next;
    }

    /**
     * Returns the largest number known to be owed: offered, read, or given before the lane began.
     */
    long highest() {
        return Math.max(highest, next - 1);
    }

    /** Returns the last number known to be owed if all were taken. */
    OptionalLong takenUpTo() {
        return !behind && highest < next && early.isEmpty()
                ? OptionalLong.of(next - 1)
                : OptionalLong.empty();
    }

    /** Notes that a delivery of this number is owed, whether it can be taken now or not. */
    void heardOf(long number) {
        highest = Math.max(highest, number);
    }

    /** Returns whether the journal may hold deliveries that were not taken. */
    boolean behind() {
        return behind;
    }

    /** Returns whether the journal is to be read and is not being read yet. */
    boolean wantsReading() {
        return behind && !reading;
    }

    /** Notes that the journal is being read from {@link #next}. */
    void startReading() {
        reading = true;
    }

    /**
     * Returns the deliveries that may be taken after this offer.
     *
     * @param room how many there is room for
     */
    List<Owed> offered(Owed owed, int room, Instant now) {
        if (owed.number() < next) {
            return List.of();
        }
        if (behind) {
            keepWhileReading(owed);
            return List.of();
        }
        early.put(owed.number(), owed);
        var taken = inStep(room);
        if (early.isEmpty()) {
            gapSince = Instant.MAX;
        } else if (early.size() > EARLY || room <= taken.size()) {
            fallBehind();
        } else if (gapSince.equals(Instant.MAX)) {
            gapSince = now;
        }
        return taken;
    }

    /** Returns the deliveries that may be taken from what the journal had. */
    List<Owed> loaded(Page page) {
        reading = false;
        next = page.next();
        early.headMap(next).clear();
        var taken = new ArrayList<>(page.owed());
        if (page.end()) {
            taken.addAll(inStep(EARLY));
        }
        behind = !page.end() || highest >= next;
        early.clear();
        return taken;
    }

    /** Stops waiting for an offer that is overdue. */
    void look(Instant now) {
        if (gapEnds().filter(end -> !now.isBefore(end)).isPresent()) {
            fallBehind();
        }
    }

    /** Returns when the wait for an overdue offer ends, if there is one. */
    Optional<Instant> gapEnds() {
        return gapSince.equals(Instant.MAX)
                ? Optional.empty()
                : Optional.of(gapSince.plus(PATIENCE));
    }

    private List<Owed> inStep(int room) {
        var taken = new ArrayList<Owed>(1);
        while (taken.size() < room && !early.isEmpty() && early.firstKey() == next) {
            taken.add(early.pollFirstEntry().getValue());
            next++;
        }
        return taken;
    }

    /**
     * Keeps an offer that arrives during a reading, because it may directly follow the deliveries
     * read.
     */
    private void keepWhileReading(Owed owed) {
        if (reading && early.size() < EARLY) {
            early.put(owed.number(), owed);
        }
    }

    private void fallBehind() {
        behind = true;
        early.clear();
        gapSince = Instant.MAX;
    }
}
