package dev.carillon.deliver;

import dev.carillon.delivery.Owed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves deliveries of keys that wait out of a lane's window to disk, so that other keys find room.
 * This class is as pure as the lane.
 */
final class Parking {
    private final LaneLimits limits;
    private final Schedule schedule;
    private final Intake intake;
    private final LaneAttempts attempts;
    private final WindowExits windowExits;

    /** Keeps {@code schedule}, which is filled by {@code intake}, within the limits. */
    Parking(
            LaneLimits limits,
            Schedule schedule,
            Intake intake,
            LaneAttempts attempts,
            WindowExits windowExits) {
        this.limits = limits;
        this.schedule = schedule;
        this.intake = intake;
        this.attempts = attempts;
        this.windowExits = windowExits;
    }

    /** Takes deliveries into the window; those of a parked key are parked behind its others. */
    void takeIn(List<Owed> taken, Instant now) {
        var parked = new ArrayList<Owed>();
        for (Owed owed : taken) {
            if (schedule.isParked(owed.orderKey())) {
                schedule.addOnDisk(owed.orderKey(), now);
                parked.add(owed);
            } else {
                schedule.add(owed, now);
            }
        }
        windowExits.park(parked);
    }

    /**
     * Makes room in a full window for other keys: by parking keys that wait, and keys that crowd
     * it. While the breaker is open, room would not be used.
     */
    void makeRoom() {
        boolean full = schedule.size() >= limits.window();
        if (full && intake.behind() && attempts.unhindered()) {
            var parked = new ArrayList<Owed>();
            if (schedule.nothingReady()) {
                parked.addAll(schedule.parkWaiting(limits.parkedKeys()));
            }
            parked.addAll(schedule.parkFat(limits.parkedKeys()));
            windowExits.park(parked);
        }
    }
}
