package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.LaneStatus;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Ticket;
import dev.carillon.registry.Topics;

import java.util.List;
import java.util.Optional;

/**
 * The explanation of why an event was sent or not.
 *
 * @param kept the event as stored in the log
 * @param rulesChanged whether the bucket's rules were changed since then: rules without a delivery
 *     are judged as they are now
 * @param findings one for each delivery that the event had, and one for each rule or subscription
 *     without a delivery
 */
public record Explanation(KeptEvent kept, boolean rulesChanged, List<Finding> findings) {
    public Explanation {
        findings = List.copyOf(findings);
    }

    /** The outcome of one rule for the event. */
    public sealed interface Finding {
        /** Returns the rule's id. */
        String rule();

        /** Returns the name of its topic; empty if it is not known any more. */
        String topic();
    }

    /**
     * The rule matched, and a delivery was owed.
     *
     * @param number the delivery's place in the topic's lane
     * @param replay whether it was sent again, in addition to the first time
     * @param outcome the outcome of the delivery
     * @param lane the present condition of the lane; empty if the lane is not active
     */
    public record Queued(
            String rule,
            String topic,
            long number,
            boolean replay,
            DeliveryOutcome outcome,
            Optional<LaneStatus> lane)
            implements Finding {
        static Queued of(
                KeptEvent kept, Ticket ticket, Topics topics, EventLog log, Deliverer deliverer) {
            return new Queued(
                    ticket.rule(),
                    topics.nameOf(ticket.lane().topic()).orElse(""),
                    ticket.number(),
                    ticket.lane().replay(),
                    log.fate(kept, ticket),
                    deliverer.standing(ticket.lane()));
        }
    }

    /** The rule matches, and its topic is notified synchronously, of which no record is kept. */
    public record Synchronous(String rule, String topic) implements Finding {}

    /** The rule matches, and its topic is deleted. */
    public record TopicDeleted(String rule, String topic) implements Finding {}

    /**
     * The rule matches now, but nothing was owed at the time: the rules were changed since then.
     */
    public record MatchesNow(String rule, String topic) implements Finding {}

    /**
     * The subscription exists now, and nothing was or is owed to it yet.
     *
     * @param why in words
     */
    public record NotOwed(String rule, String topic, String why) implements Finding {}

    /**
     * The rule does not match.
     *
     * @param why in words
     */
    public record NotMatched(String rule, String topic, String why) implements Finding {}
}
