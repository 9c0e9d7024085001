package dev.carillon.notifier;

import dev.carillon.deliver.LaneStatus;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.journal.KeptEvent;

import java.util.List;
import java.util.Optional;

/**
 * Why somebody was told of an event, or was not.
 *
 * @param kept the event as the log has it
 * @param rulesChanged whether the bucket's rules were changed since: what did not match is judged
 *     by the rules of now
 * @param findings one for each delivery there was, and one for each rule there was none for
 */
public record Explanation(KeptEvent kept, boolean rulesChanged, List<Finding> findings) {
    public Explanation {
        findings = List.copyOf(findings);
    }

    /** What one rule had to do with the event. */
    public sealed interface Finding {
        /** The rule's id. */
        String rule();

        /** The name of its topic, empty where nobody knows it any more. */
        String topic();
    }

    /**
     * It asked, and was owed a delivery.
     *
     * @param number the delivery's place in the topic's lane
     * @param replay whether it was sent again, beside the first
     * @param deliveryOutcome what became of it
     * @param lane how the lane is doing now; empty when it does nothing
     */
    public record Queued(
            String rule,
            String topic,
            long number,
            boolean replay,
            DeliveryOutcome outcome,
            Optional<LaneStatus> lane)
            implements Finding {}

    /** It asks, and its topic is told before the operation is answered: that is kept nowhere. */
    public record Prompt(String rule, String topic) implements Finding {}

    /** It asks, and its topic is deleted. */
    public record ToNobody(String rule, String topic) implements Finding {}

    /** It asks now, and was not owed anything then: the rules were changed since. */
    public record TooLate(String rule, String topic) implements Finding {}

    /**
     * It does not ask.
     *
     * @param why in words
     */
    public record NotAsked(String rule, String topic, String why) implements Finding {}
}
