package dev.carillon.receive;

import java.util.Optional;
import java.util.Set;

/**
 * The topics whose confirmations a receiver answers.
 *
 * @param topics their ARNs, compared exactly; none = no confirmation is answered
 * @param publicUrl the URL of the receiver exactly as it is registered at the publisher; MCS signs
 *     it, so no topic of MCS is confirmed without it
 */
public record ConfirmationChoice(Set<String> topics, Optional<String> publicUrl) {
    public ConfirmationChoice {
        topics = Set.copyOf(topics);
    }

    /** Returns the choice of no topic. */
    public static ConfirmationChoice none() {
        return new ConfirmationChoice(Set.of(), Optional.empty());
    }
}
