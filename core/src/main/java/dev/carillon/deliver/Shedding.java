package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;

import java.time.Instant;
import java.util.Optional;

/**
 * Gives up what is too much, the oldest first: of those in memory, then of keys that are parked. As
 * pure as the lane.
 */
final class Shedding {
    private final Schedule schedule;
    private final Intake intake;
    private final Departures departures;
    private final ParkedReads parked;

    Shedding(Schedule schedule, Intake intake, Departures departures, ParkedReads parked) {
        this.schedule = schedule;
        this.intake = intake;
        this.departures = departures;
        this.parked = parked;
    }

    /** Gives up all that can be now. */
    void shed(Instant now) {
        Optional<Track> oldest = schedule.oldest();
        while (tooMuch() && oldest.isPresent() && !oldest.get().busy()) {
            Track track = oldest.get();
            schedule.take(track);
            bury(track, now);
            schedule.place(track, now);
            oldest = schedule.oldest();
        }
        if (oldest.isEmpty() && !intake.behind()) {
            shedParked(now);
        }
    }

    /** A parked track's deliveries were read: those of them that are too much go. */
    void shedRead(Track track, Instant now) {
        while (tooMuch() && track.size() > 0) {
            bury(track, now);
        }
        schedule.place(track, now);
    }

    private void shedParked(Instant now) {
        Optional<Track> first = next();
        while (first.isPresent()) {
            if (first.get().unread()) {
                parked.begin(first.get());
            } else {
                shedRead(first.get(), now);
            }
            first = next();
        }
    }

    private Optional<Track> next() {
        return tooMuch() && parked.underWay() == 0 ? schedule.takeParked() : Optional.empty();
    }

    private boolean tooMuch() {
        return departures.excess() > 0;
    }

    private void bury(Track track, Instant now) {
        departures.bury(track, track.head(), DeadReason.QUEUE_FULL, now);
    }
}
