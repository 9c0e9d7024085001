package dev.carillon.journal;

import dev.carillon.delivery.Delivery.Progress;
import dev.carillon.delivery.LaneId;
import dev.carillon.state.Hole;

import java.util.List;

/**
 * What was added to the commit of a change.
 *
 * @param bytes what the event takes, to be told to {@link Journal#recorded} once it is committed
 * @param numbers the deliveries' numbers, in the order they were asked for
 */
public record Recorded(int bytes, List<Hole.Next> numbers) {
    public Recorded {
        numbers = List.copyOf(numbers);
    }

    /**
     * A delivery that is to be owed.
     *
     * @param rule the id of the rule that asked
     * @param progress how it begins
     */
    public record Asked(LaneId lane, String rule, Progress progress) {
        /** One that is as old as its event. */
        public Asked(LaneId lane, String rule) {
            this(lane, rule, Progress.none());
        }
    }
}
