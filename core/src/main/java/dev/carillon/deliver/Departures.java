package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.Entry;
import dev.carillon.journal.SharedTries;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * How deliveries leave a lane's window: delivered, given up, tried again later or moved to disk.
 * Keeps the schedule and what is to be written in step, and counts what is too much. As pure as the
 * lane.
 */
final class Departures {
    private final Schedule schedule;
    private final Intake intake;
    private final Consumer<Entry> writing;
    private long excess;

    /** Leaves {@code schedule}, which is filled by {@code intake}, and says what to write. */
    Departures(Schedule schedule, Intake intake, Consumer<Entry> writing) {
        this.schedule = schedule;
        this.intake = intake;
        this.writing = writing;
    }

    /** How many deliveries are too many and not given up yet. */
    long excess() {
        return excess;
    }

    /** So many are too many. */
    void excess(long deliveries) {
        excess = deliveries;
    }

    /** The first delivery of a track was accepted. */
    void done(Track track, Owed tried, Instant now) {
        left(track);
        writing.accept(new Entry.Done(tried, track.parked(), now, head()));
    }

    /**
     * The first delivery of a track is tried again.
     *
     * @param answered whether the endpoint itself answered
     */
    void again(Track track, Owed again, boolean answered) {
        track.retry(again, answered);
        writing.accept(new Entry.Again(again, track.parked(), head()));
    }

    /** A failed probe counts as a try of every delivery. */
    void counted(Owed owed, SharedTries tries) {
        writing.accept(new Entry.Counted(owed, tries));
    }

    /** The first delivery of a track is given up. */
    void bury(Track track, Owed owed, DeadReason reason, Instant now) {
        left(track);
        writing.accept(new Entry.Dead(owed, track.parked(), reason, now, head()));
    }

    /** Only the last line may move the head: until then the others are still in its way on disk. */
    void park(List<Owed> parked) {
        for (int i = 0; i < parked.size(); i++) {
            boolean last = i == parked.size() - 1;
            writing.accept(new Entry.Park(parked.get(i), last ? head() : Books.HEAD_STAYS));
        }
    }

    /** Whatever leaves makes room: what was too much is less by it. */
    private void left(Track track) {
        schedule.removeHead(track);
        excess = Math.max(0, excess - 1);
    }

    private long head() {
        return schedule.head(intake.next());
    }
}
