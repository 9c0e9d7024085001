package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.rule.Quota;

import java.time.Instant;
import java.util.Optional;

/**
 * Decides what a lane owes beyond its quota, if the quota drops the oldest, and gives it up: the
 * oldest first of those in memory, then those of parked keys. A delivery that is being attempted
 * stays, and so do those behind it until the attempt has ended. This class is as pure as the lane.
 */
final class QuotaDrops {
    private final Backlog backlog;
    private final Schedule schedule;
    private final Intake intake;
    private final WindowExits windowExits;
    private final ParkedReads parked;
    private Quota quota = Quota.none();
    private boolean dropping;

    QuotaDrops(
            Backlog backlog,
            Schedule schedule,
            Intake intake,
            WindowExits windowExits,
            ParkedReads parked) {
        this.backlog = backlog;
        this.schedule = schedule;
        this.intake = intake;
        this.windowExits = windowExits;
        this.parked = parked;
    }

    /** Sets another quota; the next {@link #review} decides again what is too much. */
    void use(Quota current) {
        quota = current;
        dropping = false;
    }

    /**
     * Decides whether something is to be given up, after everything that can be attempted has been.
     *
     * @return whether dropping begins now
     */
    boolean review() {
        boolean before = dropping;
        dropping = over();
        return dropping && !before;
    }

    /** Returns whether something is to be given up and has not been yet. */
    boolean tooMuch() {
        return dropping && over();
    }

    /** Gives up everything that is too much and can be given up now. */
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

    /** Gives up those of the parked deliveries just read that are too much. */
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

    private boolean over() {
        return quota.onFull() == Quota.OnFull.DROP_OLDEST && backlog.over(quota);
    }

    private void bury(KeyQueue keyQueue, Instant now) {
        windowExits.bury(keyQueue, keyQueue.head(), DeadReason.QUEUE_FULL, now);
    }
}
