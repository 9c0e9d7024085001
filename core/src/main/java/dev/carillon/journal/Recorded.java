package dev.carillon.journal;

import dev.carillon.delivery.Delivery.Progress;
import dev.carillon.delivery.LaneId;
import dev.carillon.state.Hole;

import java.util.List;

/**
 * The additions to the commit of a change.
 *
 * @param bytes the size of the event, for {@link Journal#recorded} after the commit
 * @param numbers the deliveries' numbers, in the order in which they were asked for
 */
public record Recorded(int bytes, List<Hole.Next> numbers) {
    public Recorded {
        numbers = List.copyOf(numbers);
    }

    /**
     * A delivery that is to be owed.
     *
     * @param rule the id of the rule that matched
     * @param progress the progress with which it begins
     */
    public record Asked(LaneId lane, String rule, Progress progress) {
        /** Creates a delivery that is as old as its event. */
        public Asked(LaneId lane, String rule) {
            this(lane, rule, Progress.none());
        }
    }
}
