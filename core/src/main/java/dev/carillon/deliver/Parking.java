package dev.carillon.deliver;

import dev.carillon.delivery.Owed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves deliveries of keys that wait out of a lane's window to disk, so that other keys find room.
 * As pure as the lane.
 */
final class Parking {
    private final LaneLimits limits;
    private final Schedule schedule;
    private final Intake intake;
    private final Breaker breaker;
    private final WindowExits windowExits;

    /** Keeps {@code schedule}, which is filled by {@code intake}, within the limits. */
    Parking(
            LaneLimits limits,
            Schedule schedule,
            Intake intake,
            Breaker breaker,
            WindowExits windowExits) {
        this.limits = limits;
        this.schedule = schedule;
        this.intake = intake;
        this.breaker = breaker;
        this.windowExits = windowExits;
    }

    /** Takes deliveries into the window; those of a key that is parked go to the others of it. */
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
     * Makes room in a full window for other keys: of those that wait, and those that crowd it.
     * While the breaker is open, nothing would use the room.
     */
    void makeRoom() {
        boolean full = schedule.size() >= limits.window();
        if (full && intake.behind() && breaker.closed()) {
            var parked = new ArrayList<Owed>();
            if (schedule.nothingReady()) {
                parked.addAll(schedule.parkWaiting(limits.parkedKeys()));
            }
            parked.addAll(schedule.parkFat(limits.parkedKeys()));
            windowExits.park(parked);
        }
    }
}
