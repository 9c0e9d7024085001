package dev.carillon.registry;

import dev.carillon.state.Stamped;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The reason why a lane is closed, which is also the reason for giving up what it owes. */
public enum LaneCloseReason {
    /** Its topic was deleted. */
    TOPIC_DELETED,
    /** The rule to which the lane belonged was deleted. */
    RULE_DELETED,
    /** The rule to which the lane belonged was suspended. */
    RULE_SUSPENDED,
    /** The subscription to which the lane belonged was deleted. */
    SUBSCRIPTION_DELETED,
    /** The subscription to which the lane belonged was removed, because its endpoint failed. */
    SUBSCRIPTION_REMOVED;

    byte[] write() {
        return name().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the reason. The deletion of a topic stores none. */
    static LaneCloseReason read(Optional<Stamped> kept) {
        return kept.map(stamped -> valueOf(new String(stamped.value(), StandardCharsets.US_ASCII)))
                .orElse(TOPIC_DELETED);
    }
}
