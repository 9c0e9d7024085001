package dev.carillon.deliver;

import dev.carillon.rule.Rate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Limits attempts to a rate: a bucket that holds as many tokens as may be used at once, and gets
 * one each interval. So in any time there are at most as many attempts as it has intervals, and one
 * burst. Pure state, not thread-safe.
 *
 * <p>The bucket is stored as the time at which it will be full. It starts full.
 */
final class Pace {
    private Optional<Rate> rate = Optional.empty();
    private Instant fullAt = Instant.EPOCH;

    /** Sets the rate from now on; empty = none. Tokens used under the old rate still count. */
    void use(Optional<Rate> current) {
        rate = current;
    }

    /** Returns whether there is a token. */
    boolean admits(Instant now) {
        return !next(now).isAfter(now);
    }

    /** Returns when there is a token: now, if there is one already. */
    Instant next(Instant now) {
        if (rate.isEmpty()) {
            return now;
        }
        Instant at = fullAt(now, rate.get()).minus(filling(rate.get(), rate.get().burst() - 1));
        return at.isAfter(now) ? at : now;
    }

    /** Takes a token that {@link #admits} found. */
    void take(Instant now) {
        rate.ifPresent(found -> fullAt = fullAt(now, found).plus(found.interval()));
    }

    /**
     * Returns when the bucket is full: never later than an empty bucket would be, because a clock
     * may step back and a rate may rise.
     */
    private Instant fullAt(Instant now, Rate current) {
        Instant latest = now.plus(filling(current, current.burst()));
        if (fullAt.isBefore(now)) {
            return now;
        }
        return fullAt.isAfter(latest) ? latest : fullAt;
    }

    private static Duration filling(Rate rate, int tokens) {
        return rate.interval().multipliedBy(tokens);
    }
}
