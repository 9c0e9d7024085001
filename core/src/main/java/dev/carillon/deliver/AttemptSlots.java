package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives lanes their turns at the processors, one attempt each in rotation: among a few hundred
 * lanes that all have work, a lane with little work does not wait for all the work of the others.
 *
 * <p>An attempt holds a slot only while it is likely to compute: until it ends, or for {@link
 * #COMPUTING}. After that it waits for its endpoint, so endpoints that hang delay no other lane.
 * While slots are free, no attempt waits.
 *
 * <p>Thread-safe.
 */
final class AttemptSlots {
    /**
     * The time for which an attempt counts as computing. It limits all lanes together to {@link
     * #usualPlaces} in this time if every endpoint takes longer to answer.
     */
    static final Duration COMPUTING = Duration.ofMillis(2);

    private static final int PLACES_PER_PROCESSOR = 32;

    private final int places;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Guard guard = new Guard();
    private final Map<LaneId, Deque<Runnable>> waiting = new LinkedHashMap<>();
    private final Deque<Slot> taken = new ArrayDeque<>();
    private int computing;
    private boolean looking;

    /**
     * A slot of one attempt that computes, until it ends or its time is over. The time starts when
     * the attempt does: before that it waits for a processor, and another attempt beside it would
     * only wait as well.
     */
    private static final class Slot {
        private volatile Instant until = Instant.MAX;
        private boolean left;
    }

    /** Returns the default number of slots for the processors of this machine. */
    static int usualPlaces() {
        return PLACES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    AttemptSlots(int places, Tasks tasks, InstantSource clock) {
        this.places = places;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Runs an attempt when it is the lane's turn; immediately while slots are free. */
    void take(LaneId lane, Runnable attempt) {
        guard.ask(
                        () -> {
                            waiting.computeIfAbsent(lane, _ -> new ArrayDeque<>(2)).add(attempt);
                            return next();
                        })
                .forEach(Runnable::run);
    }

    /** Returns whether all slots are taken: for tests. */
    boolean full() {
        return guard.ask(() -> computing >= places);
    }

    /**
     * Assigns free slots to the lanes whose turn it is.
     *
     * @return the attempts to be run outside the guard
     */
    private List<Runnable> next() {
        freeWhoseTimeIsUp();
        var starts = new ArrayList<Runnable>(1);
        while (computing < places && !waiting.isEmpty()) {
            Runnable attempt = takeFirst();
            var slot = new Slot();
            computing++;
            taken.addLast(slot);
            starts.add(() -> tasks.run(() -> run(attempt, slot)));
        }
        if (!waiting.isEmpty() && !looking) {
            looking = true;
            Instant when = clock.instant().plus(COMPUTING);
            starts.add(() -> tasks.runAt(when, this::look));
        }
        return starts;
    }

    private void run(Runnable attempt, Slot slot) {
        slot.until = clock.instant().plus(COMPUTING);
        try {
            attempt.run();
        } finally {
            guard.ask(
                            () -> {
                                leave(slot);
                                return next();
                            })
                    .forEach(Runnable::run);
        }
    }

    private void look() {
        guard.ask(
                        () -> {
                            looking = false;
                            return next();
                        })
                .forEach(Runnable::run);
    }

    /**
     * Returns the next attempt of the lane whose turn it is, and puts the lane behind the others.
     */
    private Runnable takeFirst() {
        Map.Entry<LaneId, Deque<Runnable>> first = waiting.entrySet().iterator().next();
        LaneId lane = first.getKey();
        Deque<Runnable> attempts = first.getValue();
        waiting.remove(lane);
        Runnable attempt = attempts.removeFirst();
        if (!attempts.isEmpty()) {
            waiting.put(lane, attempts);
        }
        return attempt;
    }

    private void freeWhoseTimeIsUp() {
        Instant now = clock.instant();
        while (!taken.isEmpty()
                && (taken.getFirst().left || !taken.getFirst().until.isAfter(now))) {
            leave(taken.removeFirst());
        }
    }

    private void leave(Slot slot) {
        if (!slot.left) {
            slot.left = true;
            computing--;
        }
    }
}
