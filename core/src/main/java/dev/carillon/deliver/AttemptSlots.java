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
 * Gives lanes their turns at the processors, one attempt each in rotation: with a few hundred lanes
 * that all have work, one that has little is not behind all that the others have.
 *
 * <p>An attempt holds a place only while it is likely to compute: until it ends, or for {@link
 * #COMPUTING}; then it waits for its endpoint, and endpoints that hang hold up nobody. While there
 * are places nobody waits.
 *
 * <p>For any number of threads.
 */
final class AttemptSlots {
    /** How long an attempt counts as computing. */
    static final Duration COMPUTING = Duration.ofMillis(5);

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
     * One attempt that computes, until it ends or its time is up. Its time begins when it does:
     * before, it waits for a processor, and one more beside it would only wait as well.
     */
    private static final class Slot {
        private volatile Instant until = Instant.MAX;
        private boolean left;
    }

    /** So many for each processor of this machine. */
    static int usualPlaces() {
        return PLACES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    AttemptSlots(int places, Tasks tasks, InstantSource clock) {
        this.places = places;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Runs an attempt when it is the lane's turn; at once, as long as there are places. */
    void take(LaneId lane, Runnable attempt) {
        guard.ask(
                        () -> {
                            waiting.computeIfAbsent(lane, _ -> new ArrayDeque<>(2)).add(attempt);
                            return next();
                        })
                .forEach(Runnable::run);
    }

    /** Whether all places are taken: for tests. */
    boolean full() {
        return guard.ask(() -> computing >= places);
    }

    /** Hands places to those whose turn it is; what comes back is to be run outside the guard. */
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
     * The next attempt of the lane whose turn it is; the lane queues up again behind the others.
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
