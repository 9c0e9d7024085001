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
 * How deliveries leave a lane's window: delivered, given up, tried again later or moved to disk.
 * Keeps the schedule, the backlog and what is to be written in step. As pure as the lane.
 */
final class WindowExits {
    private final Schedule schedule;
    private final Intake intake;
    private final Backlog backlog;
    private final Consumer<LaneUpdate> writing;

    /** Leaves {@code schedule}, which is filled by {@code intake}, and says what to write. */
    WindowExits(Schedule schedule, Intake intake, Backlog backlog, Consumer<LaneUpdate> writing) {
        this.schedule = schedule;
        this.intake = intake;
        this.backlog = backlog;
        this.writing = writing;
    }

    /** The first delivery of a track was accepted. */
    void done(KeyQueue keyQueue, Owed tried, Instant now) {
        left(keyQueue);
        writing.accept(new LaneUpdate.Done(tried, keyQueue.parked(), now, head()));
    }

    /**
     * The first delivery of a track is tried again.
     *
     * @param answered whether the endpoint itself answered
     */
    void again(KeyQueue keyQueue, Owed again, boolean answered) {
        keyQueue.retry(again, answered);
        writing.accept(new LaneUpdate.Again(again, keyQueue.parked(), head()));
    }

    /** A failed probe counts as a try of every delivery. */
    void counted(Owed owed, SharedTries tries) {
        writing.accept(new LaneUpdate.Counted(owed, tries));
    }

    /** The first delivery of a track is given up. */
    void bury(KeyQueue keyQueue, Owed owed, DeadReason reason, Instant now) {
        left(keyQueue);
        writing.accept(new LaneUpdate.Dead(owed, keyQueue.parked(), reason, now, head()));
    }

    /** Only the last line may move the head: until then the others are still in its way on disk. */
    void park(List<Owed> parked) {
        for (int i = 0; i < parked.size(); i++) {
            boolean last = i == parked.size() - 1;
            writing.accept(new LaneUpdate.Park(parked.get(i), last ? head() : Books.HEAD_STAYS));
        }
    }

    /** Whatever leaves makes room. */
    private void left(KeyQueue keyQueue) {
        backlog.settled(keyQueue.head());
        schedule.removeHead(keyQueue);
    }

    private long head() {
        return schedule.head(intake.next());
    }
}
