package dev.carillon.delivery;

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
 * @param attempts how often it was tried
 * @param due not to be tried before this, {@link Instant#EPOCH} when it never failed
 */
public record Delivery(
        LaneId lane,
        long number,
        long eventStamp,
        String rule,
        String orderKey,
        int attempts,
        Instant due) {
    /** The same delivery after one more attempt, due then. */
    public Delivery tried(Instant nextDue) {
        return new Delivery(lane, number, eventStamp, rule, orderKey, attempts + 1, nextDue);
    }
}
