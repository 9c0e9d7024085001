package dev.carillon.rule;

import java.util.Arrays;

/**
 * The secrets of a topic that could not be opened. Its other parts can be read, and every secret in
 * them is only a mask: nothing may be sent with it, and it can be stored again only unchanged.
 */
public final class UnopenedSecrets {
    private final String why;
    private final byte[] kept;

    /**
     * Notes secrets that could not be opened.
     *
     * @param why in words that follow "cannot be opened:"
     * @param kept the topic as stored, without lane and version
     */
    public UnopenedSecrets(String why, byte[] kept) {
        this.why = why;
        this.kept = kept.clone();
    }

    /** Returns why they cannot be opened, in words that follow "cannot be opened:". */
    public String why() {
        return why;
    }

    /** Returns the topic as stored, without lane and version. */
    public byte[] kept() {
        return kept.clone();
    }

    /** Returns the exception for a request that needs the secrets of this topic. */
    public RefusedException refusal(String topic) {
        return new RefusedException(objection(topic));
    }

    /** Returns why a topic cannot be used, and what to do. */
    public String objection(String topic) {
        return "the stored secrets of %s cannot be opened: %s. Start the server with the key that sealed them, or set %s again with its secrets"
                .formatted(topic, why, topic);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnopenedSecrets that && Arrays.equals(kept, that.kept);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(kept);
    }

    @Override
    public String toString() {
        return "unopened secrets: " + why;
    }
}
