package dev.carillon.format;

/** Signs complete messages for one target. Thread-safe. */
@FunctionalInterface
public interface Signer {
    /** Leaves every message as it is. */
    Signer NONE = message -> message;

    /** Returns the message with its signature, if there is one. */
    Message signed(Message complete);
}
