package dev.carillon.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One event owed to one lane for one rule.
 *
 * @param lane to whom it is owed
 * @param number its place in the lane: 1, 2, 3, … without a gap
 * @param eventStamp the stamp of the event: it is kept once, however many it is owed to
 * @param rule the id of the rule that asked
 * @param orderKey deliveries of one lane with the same order key are tried in number order, one at
 *     a time
 * @param progress what became of it so far
 */
public record Delivery(
        LaneId lane,
        long number,
        long eventStamp,
        String rule,
        String orderKey,
        Progress progress) {

    /**
     * What became of a delivery so far.
     *
     * @param since from when its age counts where that is not the event's own time: when it was
     *     sent again, or the machine's clock had been set back; {@link Instant#EPOCH} for the
     *     event's time
     * @param attempts how often it was tried
     * @param probes of these attempts, those that the lane counts as tries of every delivery
     * @param due not to be tried before this, {@link Instant#EPOCH} when it never failed
     * @param pause how long that was when the last attempt ended: where a clock was set back since,
     *     a process that reads this waits no longer
     * @param last how the last attempt ended
     */
    public record Progress(
            Instant since, int attempts, int probes, Instant due, Duration pause, LastResult last) {
        private static final Progress NONE = since(Instant.EPOCH);

        /** Never tried, as old as its event. */
        public static Progress none() {
            return NONE;
        }

        /** Never tried, and to be counted from a moment after its event. */
        public static Progress since(Instant moment) {
            return new Progress(
                    moment, 0, 0, Instant.EPOCH, Duration.ZERO, LastResult.neverTried());
        }
    }

    /** How often it was tried. */
    public int attempts() {
        return progress.attempts();
    }

    /** Not to be tried before this, {@link Instant#EPOCH} when it never failed. */
    public Instant due() {
        return progress.due();
    }

    /** How the last attempt ended. */
    public LastResult last() {
        return progress.last();
    }

    /** The same delivery after one more attempt, with all that is kept of how it ended. */
    public Delivery tried(AttemptResult result) {
        return tried(Instant.EPOCH, Duration.ZERO, LastResult.of(result));
    }

    /**
     * The same delivery after one more attempt, to wait for the next: of these many may.
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

    /** The same delivery, whose attempt under way the lane counts as a try of every delivery. */
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
