package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.SharedTries;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Removes deliveries from a lane's window: done, given up, waiting for a retry or parked. Keeps the
 * schedule, the backlog and the entries to be written consistent. This class is as pure as the
 * lane.
 */
final class WindowExits {
    private final Schedule schedule;
    private final Intake intake;
    private final Backlog backlog;
    private final Consumer<LaneUpdate> writing;

    /**
     * Removes deliveries from {@code schedule}, which is filled by {@code intake}, and passes
     * entries to {@code writing}.
     */
    WindowExits(Schedule schedule, Intake intake, Backlog backlog, Consumer<LaneUpdate> writing) {
        this.schedule = schedule;
        this.intake = intake;
        this.backlog = backlog;
        this.writing = writing;
    }

    /** Removes the first delivery of a queue because it was accepted. */
    void done(KeyQueue keyQueue, Owed tried, Instant now) {
        left(keyQueue);
        writing.accept(new LaneUpdate.Done(tried, keyQueue.parked(), now, head()));
    }

    /**
     * Makes the first delivery of a queue wait for its retry.
     *
     * @param answered whether the endpoint itself answered
     */
    void again(KeyQueue keyQueue, Owed again, boolean answered) {
        keyQueue.retry(again, answered);
        writing.accept(new LaneUpdate.Again(again, keyQueue.parked(), head()));
    }

    /** Counts a failed probe as an attempt of every delivery. */
    void counted(Owed owed, SharedTries tries) {
        writing.accept(new LaneUpdate.Counted(owed, tries));
    }

    /** Gives up the first delivery of a queue. */
    void bury(KeyQueue keyQueue, Owed owed, DeadReason reason, Instant now) {
        left(keyQueue);
        writing.accept(new LaneUpdate.Dead(owed, keyQueue.parked(), reason, now, head()));
    }

    /**
     * Parks deliveries. Only the last entry may move the head, because until then the others still
     * lie behind it on disk.
     */
    void park(List<Owed> parked) {
        for (int i = 0; i < parked.size(); i++) {
            boolean last = i == parked.size() - 1;
            writing.accept(new LaneUpdate.Park(parked.get(i), last ? head() : Books.HEAD_STAYS));
        }
    }

    /** Removes the first delivery of a queue, which makes room. */
    private void left(KeyQueue keyQueue) {
        backlog.settled(keyQueue.head());
        schedule.removeHead(keyQueue);
    }

    private long head() {
        return schedule.head(intake.next());
    }
}
