package dev.carillon.format;

import java.util.Optional;

/** Signs complete messages for one target. Thread-safe. */
@FunctionalInterface
public interface Signer {
    /** Leaves every message as it is. */
    Signer NONE = message -> message;

    /** Returns the message with its signature, if there is one. */
    Message signed(Message complete);

    /**
     * Returns why no message may be sent, since it cannot be signed as the target demands; empty if
     * it can.
     */
    default Optional<String> objection() {
        return Optional.empty();
    }
}
