package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns everything that a closed lane owes into dead letters, in parts, so that other lanes get
 * their turn at the disk. Thread-safe.
 */
final class ClosedLaneDrain {
    /** The number of deliveries that are not parked in one part. */
    private static final int AT_ONCE = 500;

    /** The pause after a part that could not be read. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ClosedLaneDrain.class);

    private final LaneId lane;
    private final LaneServices services;
    private final Runnable done;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Creates the drain of one lane.
     *
     * @param done runs when nothing is owed any more; not if the disk failed, because then the next
     *     process continues
     */
    ClosedLaneDrain(LaneId lane, LaneServices services, Runnable done) {
        this.lane = lane;
        this.services = services;
        this.done = done;
    }

    /** Begins at the first call: when nothing of the lane is in progress any more. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            services.tasks().runOnDisk(this::some);
        }
    }

    private void some() {
        boolean more;
        try {
            more = services.bury(lane, AT_ONCE);
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot be closed now, this is retried: {}", lane, e.toString());
            Instant later = services.clock().instant().plus(AGAIN);
            services.tasks().runAt(later, () -> services.tasks().runOnDisk(this::some));
            return;
        }
        if (more) {
            services.tasks().runOnDisk(this::some);
        } else if (services.settler().settles(lane)) {
            done.run();
        }
    }
}
