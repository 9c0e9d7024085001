package dev.carillon.registry;

import dev.carillon.state.Stamped;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Why a lane takes nothing more: what becomes of what it owes is told by this. */
public enum LaneCloseReason {
    /** Its topic was deleted. */
    TOPIC_DELETED,
    /** The rule whose own lane it was is deleted. */
    RULE_DELETED,
    /** The rule whose own lane it was is suspended. */
    RULE_SUSPENDED;

    byte[] write() {
        return name().getBytes(StandardCharsets.US_ASCII);
    }

    /** Deleting a topic leaves no word. */
    static LaneCloseReason read(Optional<Stamped> kept) {
        return kept.map(it -> valueOf(new String(it.value(), StandardCharsets.US_ASCII)))
                .orElse(TOPIC_DELETED);
    }
}
