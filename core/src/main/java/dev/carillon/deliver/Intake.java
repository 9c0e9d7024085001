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
 * Takes deliveries into a lane exactly once and in number order, from offers while they come in
 * step and from the journal while they do not.
 *
 * <p>An offer that comes a little early waits for the one before it; where that does not come, or
 * there is no room, the lane is <em>behind</em>: offers are dropped and the journal is read until
 * it has nothing more. Pure state, for one thread at a time.
 */
final class Intake {
    /** How many early offers wait for the one before them. */
    static final int EARLY = 256;

    /** How long they wait. */
    static final Duration PATIENCE = Duration.ofMillis(20);

    private long next;
    private long highest;
    private boolean behind = true;
    private boolean reading;
    private Instant gapSince = Instant.MAX;
    private final TreeMap<Long, Owed> early = new TreeMap<>();

    /**
     * Begins behind.
     *
     * @param next the number the journal is to be read from
     * @param given the last number given
     */
    Intake(long next, long given) {
        this.next = next;
        this.highest = given;
    }

    /** The first number not taken yet. */
    long next() {
        return next;
    }

    /** The largest number known to be owed: offered, read, or given before the lane began. */
    long highest() {
        return Math.max(highest, next - 1);
    }

    /** The last number known to be owed, if all was taken. */
    OptionalLong takenUpTo() {
        return !behind && highest < next && early.isEmpty()
                ? OptionalLong.of(next - 1)
                : OptionalLong.empty();
    }

    /** A delivery of this number is owed, whether it can be taken now or not. */
    void heardOf(long number) {
        highest = Math.max(highest, number);
    }

    /** Whether the journal may hold what was not taken. */
    boolean behind() {
        return behind;
    }

    /** Whether the journal is to be read, and is not yet. */
    boolean wantsReading() {
        return behind && !reading;
    }

    /** The journal is being read from {@link #next}. */
    void startReading() {
        reading = true;
    }

    /**
     * What may be taken, now that this is offered.
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

    /** What may be taken of what the journal had. */
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

    /** Gives up waiting for an offer that is overdue. */
    void look(Instant now) {
        if (gapEnds().filter(end -> !now.isBefore(end)).isPresent()) {
            fallBehind();
        }
    }

    /** When waiting for an overdue offer ends, if one is. */
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

    /** What is offered during a reading may just follow what is read. */
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
