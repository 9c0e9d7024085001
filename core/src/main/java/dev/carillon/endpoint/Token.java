package dev.carillon.endpoint;

import dev.carillon.signature.Secret;

import java.time.Duration;
import java.time.Instant;

/**
 * A token of OAuth2, with the times that follow from its life.
 *
 * @param value for the header Authorization, behind {@code Bearer}
 * @param life counted from the request for it
 * @param renewAt when a new one is asked for while this one is still used
 * @param endsAt when this one is not used any more
 */
record Token(Secret value, Duration life, Instant renewAt, Instant endsAt) {
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
    private static final int MARGIN_PART = 4;
    private static final int RESERVE_PART = 20;

    /**
     * Returns a token that is renewed in the last quarter of its life, but not earlier than a
     * minute before its end, and is not used in the last twentieth, or three seconds.
     */
    static Token of(Secret value, Instant asked, Duration life) {
        Instant end = asked.plus(life);
        Duration margin = shorter(life.dividedBy(MARGIN_PART), LONGEST_MARGIN);
        Duration reserve =
                shorter(life.dividedBy(RESERVE_PART), LONGEST_MARGIN.dividedBy(RESERVE_PART));
        return new Token(value, life, end.minus(margin), end.minus(reserve));
    }

    /** Returns the value of the header Authorization. */
    String header() {
        return "Bearer " + value.revealText();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
