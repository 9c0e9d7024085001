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
 * Writes how deliveries end, in the order they ended, some milliseconds later and many at once. A
 * crash in between repeats those deliveries; it loses none.
 *
 * <p>For any number of threads.
 */
final class Settler {
    /** How long a settlement waits for others. */
    static final Duration DELAY = Duration.ofMillis(20);

    /** Settlements that wait; some MiB. Only a disk that hangs lets so many come together. */
    static final int CROWDED = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    private final Ledger ledger;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Guard adding = new Guard();
    private final Guard flushing = new Guard();
    private List<LaneUpdate> waiting = new ArrayList<>();
    private volatile int size;
    private volatile boolean broken;

    Settler(Ledger ledger, Tasks tasks, InstantSource clock) {
        this.ledger = ledger;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Adds an entry behind those added before. */
    void add(LaneUpdate laneUpdate) {
        if (adding.ask(() -> addFirst(laneUpdate))) {
            tasks.runAt(clock.instant().plus(DELAY), () -> tasks.runOnDisk(this::flush));
        }
    }

    /** Whether so much waits to be written that nothing more should be begun. */
    boolean crowded() {
        return size > CROWDED;
    }

    /** Whether the disk failed: nothing can be settled any more. */
    boolean broken() {
        return broken;
    }

    /** Writes what can be written now, and does not wait for room any more. */
    boolean stop() {
        ledger.stop();
        return flush();
    }

    /** Writes everything added so far; true when it is durable, false when {@link #broken}. */
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
     * Turns some of what a lane owes into dead letters, behind everything added so far.
     *
     * @return how many: 0 when none is left, or when {@link #broken}
     */
    int bury(LaneId lane, DeadReason reason, int atMost) {
        return flushing.ask(
                () -> givenUp(lane, () -> ledger.bury(lane, reason, clock.instant(), atMost)));
    }

    /**
     * Gives up what a lane owes by its books and cannot read at all, behind everything added so
     * far, once nothing of the lane is under way.
     *
     * @param upTo the last number that the lane knows
     * @return how many: 0 when there is none, or when {@link #broken}
     */
    int loseUnaccounted(LaneId lane, long upTo) {
        return flushing.ask(() -> givenUp(lane, () -> ledger.loseUnaccounted(lane, upTo)));
    }

    /**
     * Gives up what a reading found to be lost, behind everything added so far.
     *
     * @return whether it is durable; false when {@link #broken}
     */
    boolean lose(LaneId lane, Losses losses) {
        return flushing.ask(() -> {
            if (flush()) {
                write(() -> ledger.lose(lane, losses, clock.instant()), losses.count());
            }
            return !broken;
        });
    }

    /** Nothing will be settled of the lane any more. */
    void forget(LaneId lane) {
        ledger.forget(lane);
    }

    private int givenUp(LaneId lane, IntSupplier giving) {
        try {
            return flush() ? giving.getAsInt() : 0;
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
        } catch (Error e) {
            broken = true;
            throw e;
        } catch (RuntimeException e) {
            // Whatever it was, later lines must not be written over what is missing.
            broken = true;
            LOG.error(
                    "{} deliveries could not be settled and will be repeated after a restart: {}",
                    deliveries,
                    e.getMessage());
        }
    }
}
