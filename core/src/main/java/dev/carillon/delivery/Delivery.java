package dev.carillon.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * An event owed to a lane for a rule.
 *
 * @param lane the lane to which it is owed
 * @param number its place in the lane: 1, 2, 3, … without a gap
 * @param eventStamp the stamp of the event, which is stored once, however many deliveries refer to
 *     it
 * @param rule the id of the rule that matched
 * @param orderKey deliveries of one lane with the same order key are attempted in number order, one
 *     at a time
 * @param progress its attempts so far
 */
public record Delivery(
        LaneId lane,
        long number,
        long eventStamp,
        String rule,
        String orderKey,
        Progress progress) {

    /**
     * The progress of a delivery so far.
     *
     * @param since the start of its age if that is not the event's own time: the time when it was
     *     sent again, or a later time because the machine's clock had been set back; {@link
     *     Instant#EPOCH} for the event's time
     * @param attempts the number of attempts
     * @param probes the number of these attempts that the lane counts as attempts of every delivery
     * @param due the earliest time of the next attempt, {@link Instant#EPOCH} if it never failed
     * @param pause the time until {@code due} when the last attempt ended; if a clock was set back
     *     since then, a process that reads this waits no longer than that
     * @param last the result of the last attempt
     */
    public record Progress(
            Instant since, int attempts, int probes, Instant due, Duration pause, LastResult last) {
        private static final Progress NONE = since(Instant.EPOCH);

        /**
         * Returns the progress of a delivery that was never attempted and is as old as its event.
         */
        public static Progress none() {
            return NONE;
        }

        /**
         * Returns the progress of a delivery that was never attempted and whose age counts from a
         * moment after its event.
         */
        public static Progress since(Instant moment) {
            return new Progress(
                    moment, 0, 0, Instant.EPOCH, Duration.ZERO, LastResult.neverTried());
        }
    }

    /** Returns the number of attempts. */
    public int attempts() {
        return progress.attempts();
    }

    /** Returns the earliest time of the next attempt, {@link Instant#EPOCH} if it never failed. */
    public Instant due() {
        return progress.due();
    }

    /** Returns the result of the last attempt. */
    public LastResult last() {
        return progress.last();
    }

    /**
     * Returns the same delivery after one more attempt, with everything that is kept of its result.
     */
    public Delivery tried(AttemptResult result) {
        return tried(Instant.EPOCH, Duration.ZERO, LastResult.of(result));
    }

    /**
     * Returns the same delivery after one more attempt, waiting for the next. Only a short form of
     * the result is kept, because many deliveries may wait.
     *
     * @param now when the attempt ended
     */
    public Delivery triedAndDue(Instant now, Instant nextDue, AttemptResult result) {
        return tried(nextDue, Duration.between(now, nextDue), LastResult.of(result).brief());
    }

    private Delivery tried(Instant nextDue, Duration pause, LastResult last) {
        return with(
                new Progress(
                        progress.since(), attempts() + 1, progress.probes(), nextDue, pause, last));
    }

    /**
     * Returns the same delivery with its attempt in progress as a probe, which the lane counts as
     * an attempt of every delivery.
     */
    public Delivery asProbe() {
        return with(
                new Progress(
                        progress.since(),
                        attempts(),
                        progress.probes() + 1,
                        due(),
                        progress.pause(),
                        last()));
    }

    private Delivery with(Progress next) {
        return new Delivery(lane, number, eventStamp, rule, orderKey, next);
    }
}
