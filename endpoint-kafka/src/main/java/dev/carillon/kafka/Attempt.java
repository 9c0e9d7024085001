package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The time of one attempt, and what ends it early: an interrupt, and the closing of its endpoint.
 * Used by the thread of the attempt, except for {@link #cut}.
 */
final class Attempt {
    private static final Duration LAST_MOMENT = Duration.ofMillis(500);

    private final Duration limit;
    private final long start = System.nanoTime();
    private final CompletableFuture<AttemptResult> cut = new CompletableFuture<>();

    /** Starts now. */
    Attempt(Duration limit) {
        this.limit = limit;
    }

    /** Ends the attempt with this result, whatever it waits for. May be called by any thread. */
    void cut(AttemptResult result) {
        cut.complete(result);
    }

    /** Returns its end by {@link System#nanoTime()}. */
    long end() {
        return start + limit.toNanos();
    }

    /** Returns a time shortly before its end, from which on a missing answer is looked into. */
    long lastMoment() {
        return end() - Math.min(limit.toNanos() / 8, LAST_MOMENT.toNanos());
    }

    /** Returns whether there is time left. */
    boolean goesOn() {
        return System.nanoTime() - end() < 0;
    }

    /** Returns the result of an attempt that got no answer. */
    TimedOut timedOut() {
        Duration passed = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
        return new TimedOut(goesOn() ? passed : limit);
    }

    /**
     * Ends the attempt if it is over.
     *
     * @throws AttemptEndedException if its time has passed, it was interrupted, or it was cut
     */
    void check() throws AttemptEndedException {
        if (cut.isDone()) {
            throw new AttemptEndedException(cut.join());
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        if (!goesOn()) {
            throw new AttemptEndedException(timedOut());
        }
    }

    /**
     * Waits for a value until the attempt's end.
     *
     * @throws AttemptEndedException if that comes first
     */
    <T> T await(CompletableFuture<T> value) throws AttemptEndedException, ExecutionException {
        if (!isDone(value, end())) {
            throw new AttemptEndedException(timedOut());
        }
        try {
            return value.get();
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /**
     * Waits for a value.
     *
     * @param until the time until which it waits, by {@link System#nanoTime()}
     * @return whether it is there
     * @throws AttemptEndedException if the attempt was interrupted or cut meanwhile
     */
    boolean isDone(CompletableFuture<?> value, long until) throws AttemptEndedException {
        if (value.isDone()) {
            return true;
        }
        try {
            long left = Math.max(0, until - System.nanoTime());
            var _ = CompletableFuture.anyOf(value, cut).get(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            throw interrupted();
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException _) {
            return true; // the caller gets it from the value
        }
        if (cut.isDone() && !value.isDone()) {
            throw new AttemptEndedException(cut.join());
        }
        return true;
    }

    static AttemptEndedException interrupted() {
        Thread.currentThread().interrupt();
        return new AttemptEndedException(new Unreachable("the attempt was interrupted"));
    }
}
