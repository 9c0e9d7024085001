package dev.carillon.delivery;

/**
 * How the last attempt of a delivery ended, as it is kept with it and shown to whoever asks.
 *
 * @param status the endpoint's answer, 0 where there was none
 * @param words the result in one line, empty when it was never tried
 * @param excerpt the beginning of the answer's body, at most 1 KiB
 */
public record LastResult(int status, String words, String excerpt) {
    private static final int BRIEF_CHARS = 200;
    private static final LastResult NEVER_TRIED = new LastResult(0, "", "");

    /** Before the first attempt. */
    public static LastResult neverTried() {
        return NEVER_TRIED;
    }

    /** What is to be kept of a result. */
    public static LastResult of(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Accepted(int status) -> new LastResult(status, result.summary(), "");
            case AttemptResult.Refused(int status, String excerpt, _) ->
                    new LastResult(status, result.summary(), excerpt);
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ ->
                    new LastResult(0, result.summary(), "");
        };
    }

    /** The same with a short excerpt: for what waits for its next attempt, of which many may. */
    public LastResult brief() {
        return excerpt.length() <= BRIEF_CHARS
                ? this
                : new LastResult(status, words, excerpt.substring(0, BRIEF_CHARS));
    }
}
