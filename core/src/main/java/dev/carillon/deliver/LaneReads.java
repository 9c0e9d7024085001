package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.Losses;
import dev.carillon.journal.Page;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads from the journal what a lane asks for, and gives up what cannot be read. A reading that
 * fails is repeated after {@link #AGAIN}, because the lane would stop for ever without it.
 *
 * <p>Thread-safe.
 */
final class LaneReads {
    static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LaneReads.class);

    private final LaneId id;
    private final LaneServices services;
    private final Consumer<Runnable> onDisk;
    private final Consumer<Input> lane;

    /**
     * Creates the reads of a lane.
     *
     * @param onDisk runs a task that reads or writes the journal
     * @param lane takes what was read, once, even if handling it fails
     */
    LaneReads(LaneId id, LaneServices services, Consumer<Runnable> onDisk, Consumer<Input> lane) {
        this.id = id;
        this.services = services;
        this.onDisk = onDisk;
        this.lane = lane;
    }

    /** Reads what is owed from a number on. */
    void read(Action.Read what) {
        onDisk.accept(() ->
                readOrRetry(
                        () ->
                                new Input.Loaded(
                                        givingUp(
                                                services.journal()
                                                        .read(id, what.from(), what.limit()))),
                        () -> read(what)));
    }

    /** Reads deliveries of a parked key, after everything that was decided before is written. */
    void readParked(Action.ReadParked what) {
        onDisk.accept(() -> {
            if (services.settler().flush(id)) {
                readOrRetry(() -> parked(what), () -> readParked(what));
            }
        });
    }

    private Input parked(Action.ReadParked what) {
        String key = what.orderKey();
        Page page = services.journal().readParked(id, key, what.from(), what.limit());
        return new Input.ParkedLoaded(key, givingUp(page));
    }

    /** Sums the size of the events up to a number. */
    void weigh(Action.Weigh what) {
        onDisk.accept(() -> {
            services.settler().flush();
            readOrRetry(
                    () -> new Input.Weighed(services.journal().weigh(id, what.upTo())),
                    () -> weigh(what));
        });
    }

    /**
     * Gives up, durably, the deliveries that can never be read, before the lane continues behind
     * them. If they cannot be given up, they are left out of the page.
     */
    Page givingUp(Page page) {
        Losses losses = page.losses();
        if (losses.isEmpty()) {
            return page;
        }
        if (services.settler().lose(id, losses)) {
            LOG.error(
                    "lane {}: {} deliveries are lost, because the disk damaged them: numbers {}",
                    id,
                    losses.count(),
                    losses.numbers());
            services.metrics().dead(DeadReason.UNREADABLE, losses.count());
            return page;
        }
        return new Page(page.owed(), page.next(), page.end());
    }

    /**
     * Gives up the deliveries that the lane owes by its books, but of which nothing can be found.
     */
    void loseUnaccounted(long upTo) {
        onDisk.accept(() -> {
            int lost = services.settler().loseUnaccounted(id, upTo);
            if (lost > 0) {
                LOG.error(
                        "lane {}: {} deliveries are lost, because the disk damaged them and their"
                                + " events",
                        id,
                        lost);
                services.metrics().dead(DeadReason.UNREADABLE, lost);
                lane.accept(new Input.Lost(lost));
            }
        });
    }

    private void readOrRetry(Supplier<Input> reading, Runnable again) {
        Input found;
        try {
            found = reading.get();
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot be read, the read is retried: {}", id, e.toString());
            Instant later = services.clock().instant().plus(AGAIN);
            services.tasks().runAt(later, again);
            return;
        }
        lane.accept(found);
    }
}
