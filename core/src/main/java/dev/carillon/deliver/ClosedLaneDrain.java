package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns what a lane that leads nowhere any more owes into dead letters: some at a time, so that
 * other lanes get their turn at the disk. For any number of threads.
 */
final class ClosedLaneDrain {
    /** How many deliveries that are not parked are buried in one go. */
    private static final int AT_ONCE = 500;

    private final LaneId lane;
    private final LaneServices shop;
    private final Runnable done;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Of one lane.
     *
     * @param done runs once nothing is owed any more; not when the disk failed, for then the next
     *     process goes on
     */
    ClosedLaneDrain(LaneId lane, LaneServices shop, Runnable done) {
        this.lane = lane;
        this.shop = shop;
        this.done = done;
    }

    /** Begins, the first time this is called: when nothing of the lane is under way any more. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            shop.tasks().runOnDisk(this::some);
        }
    }

    private void some() {
        if (shop.bury(lane, AT_ONCE)) {
            shop.tasks().runOnDisk(this::some);
        } else if (!shop.settler().broken()) {
            done.run();
        }
    }
}
