package dev.carillon.secrets;

/** The result of opening sealed bytes. */
public sealed interface Opened {
    /** The bytes as they were before they were sealed, for the same place. */
    record Plain(byte[] bytes) implements Opened {}

    /**
     * The bytes cannot be opened, so nothing of them may be used.
     *
     * @param why in words that follow "cannot be opened:"
     */
    record Closed(String why) implements Opened {}
}
