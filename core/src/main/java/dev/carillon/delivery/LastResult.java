package dev.carillon.delivery;

import java.util.OptionalInt;

/**
 * How the last attempt of a delivery ended, as it is kept with it and shown to whoever asks.
 *
 * @param status the HTTP status of the endpoint's answer; empty where there was none
 * @param words the result in one line, empty when it was never tried
 * @param excerpt the beginning of the answer's body, at most 1 KiB
 */
public record LastResult(OptionalInt status, String words, String excerpt) {
    private static final int BRIEF_CHARS = 200;
    private static final LastResult NEVER_TRIED = new LastResult(OptionalInt.empty(), "", "");

    /** Before the first attempt. */
    public static LastResult neverTried() {
        return NEVER_TRIED;
    }

    /** What is to be kept of a result. */
    public static LastResult of(AttemptResult result) {
        String excerpt = result instanceof AttemptResult.Refused refused ? refused.excerpt() : "";
        return new LastResult(result.status(), result.summary(), excerpt);
    }

    /** The same with a short excerpt: for what waits for its next attempt, of which many may. */
    public LastResult brief() {
        return excerpt.length() <= BRIEF_CHARS
                ? this
                : new LastResult(status, words, excerpt.substring(0, BRIEF_CHARS));
    }
}
