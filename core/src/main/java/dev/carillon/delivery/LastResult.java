package dev.carillon.delivery;

import java.util.OptionalInt;

/**
 * The result of the last attempt of a delivery in the form that is stored and shown.
 *
 * @param status the HTTP status of the endpoint's answer; empty if there was none
 * @param words the result in one line; empty if it was never attempted
 * @param excerpt the beginning of the answer's body, or the end of what a script printed, at most 4
 *     KiB
 */
public record LastResult(OptionalInt status, String words, String excerpt) {
    private static final int BRIEF_CHARS = 200;
    private static final LastResult NEVER_TRIED = new LastResult(OptionalInt.empty(), "", "");

    /** Returns the value before the first attempt. */
    public static LastResult neverTried() {
        return NEVER_TRIED;
    }

    /** Returns the stored form of a result. */
    public static LastResult of(AttemptResult result) {
        String excerpt = result instanceof AttemptResult.Refused refused ? refused.excerpt() : "";
        return new LastResult(result.status(), result.summary(), excerpt);
    }

    /**
     * Returns the same with a short excerpt, for deliveries that wait for their next attempt,
     * because there may be many of them.
     */
    public LastResult brief() {
        return excerpt.length() <= BRIEF_CHARS
                ? this
                : new LastResult(status, words, excerpt.substring(0, BRIEF_CHARS));
    }
}
