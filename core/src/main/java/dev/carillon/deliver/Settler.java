package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Losses;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Writes settlements in the order in which they were decided, some milliseconds later and many at
 * once. A crash in between repeats those deliveries; it loses none. If the books of one lane cannot
 * be written, only that lane stops: see {@link Ledger}.
 *
 * <p>Thread-safe.
 */
final class Settler {
    /** The time that a settlement waits for others. */
    static final Duration DELAY = Duration.ofMillis(20);

    /**
     * The number of waiting settlements, some MiB, above which nothing new should begin; only a
     * disk that hangs leads to so many.
     */
    static final int CROWDED = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    private final Ledger ledger;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Runnable lanesFailed;
    private final Guard adding = new Guard();
    private final Guard flushing = new Guard();
    private List<LaneUpdate> waiting = new ArrayList<>();
    private volatile int size;
    private volatile boolean broken;
    private volatile boolean ended;

    /**
     * Creates a settler to which nothing was added yet.
     *
     * @param lanesFailed runs after each write while there are {@linkplain #failed failed} lanes;
     *     it must not wait
     */
    Settler(Ledger ledger, Tasks tasks, InstantSource clock, Runnable lanesFailed) {
        this.ledger = ledger;
        this.tasks = tasks;
        this.clock = clock;
        this.lanesFailed = lanesFailed;
    }

    /** Adds an entry behind those added before. */
    void add(LaneUpdate laneUpdate) {
        if (adding.ask(() -> addFirst(laneUpdate))) {
            tasks.runAt(clock.instant().plus(DELAY), () -> tasks.runOnDisk(this::flush));
        }
    }

    /** Returns whether so many settlements wait to be written that nothing new should begin. */
    boolean crowded() {
        return size > CROWDED;
    }

    /** Returns whether settlements of a lane can be written. */
    boolean settles(LaneId lane) {
        return !broken && ledger.failure(lane).isEmpty();
    }

    /** Returns the lanes for which nothing can be written at present, though the disk works. */
    List<LaneId> failed() {
        return ledger.failed();
    }

    /** Returns whether the disk failed: nothing can be settled any more. */
    boolean broken() {
        return broken;
    }

    /** Writes everything that can be written now, and stops waiting for free space. */
    boolean stop() {
        ledger.stop();
        return flush();
    }

    /** Writes what was added so far. Lanes must decide nothing more from now on. */
    void end() {
        ended = true;
        boolean _ = flush();
    }

    /** Returns whether this process settles nothing more, because it is ending. */
    boolean ended() {
        return ended;
    }

    /** Writes everything added so far; returns whether the settlements of a lane are durable. */
    boolean flush(LaneId lane) {
        return flush() && settles(lane);
    }

    /**
     * Writes everything added so far, except for lanes that have {@linkplain #failed failed}.
     *
     * @return true if it is durable, false if {@link #broken}
     */
    boolean flush() {
        return flushing.ask(() -> {
            List<LaneUpdate> entries = adding.ask(this::takeAll);
            if (!entries.isEmpty() && !broken) {
                write(() -> ledger.write(entries), entries.size());
            }
            return !broken;
        });
    }

    /**
     * Turns a part of what a lane owes into dead letters, after everything added so far.
     *
     * @return their number: 0 if none is left, or if the lane does not {@linkplain #settles settle}
     */
    int bury(LaneId lane, DeadReason reason, int atMost) {
        return flushing.ask(
                () -> givenUp(lane, () -> ledger.bury(lane, reason, clock.instant(), atMost)));
    }

    /**
     * Gives up deliveries that a lane owes by its books but that cannot be read at all, after
     * everything added so far; call it only if nothing of the lane is in progress.
     *
     * @param upTo the last number that the lane knows
     * @return their number: 0 if there is none, or if the lane does not {@linkplain #settles
     *     settle}
     */
    int loseUnaccounted(LaneId lane, long upTo) {
        return flushing.ask(() -> givenUp(lane, () -> ledger.loseUnaccounted(lane, upTo)));
    }

    /**
     * Gives up deliveries that a reading found to be lost, after everything added so far.
     *
     * @return whether that is durable; false if the lane does not {@linkplain #settles settle}
     */
    boolean lose(LaneId lane, Losses losses) {
        return flushing.ask(() -> {
            if (flush()) {
                write(() -> ledger.lose(lane, losses, clock.instant()), losses.count());
            }
            return settles(lane);
        });
    }

    /**
     * Ends the failure of a lane if its books can be written again. Call it only if nothing is
     * added for the lane any more; settlements of the lane that wait are dropped.
     *
     * @return whether the lane {@linkplain #settles settles}
     */
    boolean reopen(LaneId lane) {
        return flushing.ask(() -> givenUp(lane, () -> ledger.reopen(lane) ? 1 : 0) > 0);
    }

    /** Notes that nothing of the lane will be settled any more. */
    void forget(LaneId lane) {
        ledger.forget(lane);
    }

    private int givenUp(LaneId lane, IntSupplier giving) {
        try {
            int found = flush() ? giving.getAsInt() : 0;
            reportFailed();
            return found;
        } catch (Error e) {
            broken = true;
            throw e;
        } catch (RuntimeException e) {
            broken = true;
            LOG.error(
                    "deliveries of lane {} could not be given up, a restart will continue with"
                            + " them: {}",
                    lane,
                    e.getMessage());
            return 0;
        }
    }

    private void reportFailed() {
        if (!ledger.failed().isEmpty()) {
            lanesFailed.run();
        }
    }

    private boolean addFirst(LaneUpdate laneUpdate) {
        waiting.add(laneUpdate);
        size = waiting.size();
        return size == 1;
    }

    private List<LaneUpdate> takeAll() {
        List<LaneUpdate> all = waiting;
        waiting = new ArrayList<>();
        size = 0;
        return all;
    }

    private void write(Runnable writing, int deliveries) {
        try {
            writing.run();
            reportFailed();
        } catch (Error e) {
            broken = true;
            throw e;
        } catch (RuntimeException e) {
            // whatever the cause, later entries must not be written while these are missing
            broken = true;
            LOG.error(
                    "{} deliveries could not be settled and will be repeated after a restart: {}",
                    deliveries,
                    e.getMessage());
        }
    }
}
