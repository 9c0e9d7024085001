package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;

import java.time.Instant;
import java.util.Optional;

/**
 * Gives up what is too much, the oldest first: of those in memory, then of keys that are parked. As
 * pure as the lane.
 */
final class QuotaDrops {
    private final Schedule schedule;
    private final Intake intake;
    private final WindowExits windowExits;
    private final ParkedReads parked;

    QuotaDrops(Schedule schedule, Intake intake, WindowExits windowExits, ParkedReads parked) {
        this.schedule = schedule;
        this.intake = intake;
        this.windowExits = windowExits;
        this.parked = parked;
    }

    /** Gives up all that can be now. */
    void shed(Instant now) {
        Optional<KeyQueue> oldest = schedule.oldest();
        while (tooMuch() && oldest.isPresent() && !oldest.get().busy()) {
            KeyQueue keyQueue = oldest.get();
            schedule.take(keyQueue);
            bury(keyQueue, now);
            schedule.place(keyQueue, now);
            oldest = schedule.oldest();
        }
        if (oldest.isEmpty() && !intake.behind()) {
            shedParked(now);
        }
    }

    /** A parked track's deliveries were read: those of them that are too much go. */
    void shedRead(KeyQueue keyQueue, Instant now) {
        while (tooMuch() && keyQueue.size() > 0) {
            bury(keyQueue, now);
        }
        schedule.place(keyQueue, now);
    }

    private void shedParked(Instant now) {
        Optional<KeyQueue> first = next();
        while (first.isPresent()) {
            if (first.get().unread()) {
                parked.begin(first.get());
            } else {
                shedRead(first.get(), now);
            }
            first = next();
        }
    }

    private Optional<KeyQueue> next() {
        return tooMuch() && parked.underWay() == 0 ? schedule.takeParked() : Optional.empty();
    }

    private boolean tooMuch() {
        return windowExits.excess() > 0;
    }

    private void bury(KeyQueue keyQueue, Instant now) {
        windowExits.bury(keyQueue, keyQueue.head(), DeadReason.QUEUE_FULL, now);
    }
}
