package dev.carillon.deliver;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** Counts the attempts in flight, so that stopping can wait for them. Thread-safe. */
final class InFlight {
    private final Guard guard = new Guard();
    private final Condition none = guard.condition();
    private int count;

    void enter() {
        guard.run(() -> count++);
    }

    void leave() {
        guard.run(() -> {
            count--;
            if (count == 0) {
                none.signalAll();
            }
        });
    }

    /** Waits until no attempt is in flight, the limit has passed, or the thread is interrupted. */
    void awaitNone(Duration limit) {
        guard.run(() -> {
            long left = limit.toNanos();
            try {
                while (count > 0 && left > 0) {
                    left = none.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
