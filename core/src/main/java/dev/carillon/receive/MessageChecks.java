package dev.carillon.receive;

import dev.carillon.inbound.KeyEncodings;
import dev.carillon.signature.Secret;

import java.util.List;
import java.util.Optional;

/**
 * The conditions under which a receiver takes events.
 *
 * @param token what every request must present; empty = nothing
 * @param secrets with which messages may be signed; a signature that none of them made is refused
 * @param requireSignature whether events without a signature are refused
 * @param keys the encoding of object keys
 * @param choice the events that are taken; others are acknowledged and dropped
 */
public record MessageChecks(
        Optional<Secret> token,
        List<SigningSecret> secrets,
        boolean requireSignature,
        KeyEncodings keys,
        EventChoice choice) {
    /**
     * Checks the conditions.
     *
     * @throws IllegalArgumentException if a signature is required and no secret is given
     */
    public MessageChecks {
        secrets = List.copyOf(secrets);
        if (requireSignature && secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    "a signature can only be required with a secret to check it");
        }
    }

    /** Returns the conditions that take everything. */
    public static MessageChecks none() {
        return new MessageChecks(
                Optional.empty(), List.of(), false, KeyEncodings.BY_DIALECT, EventChoice.ALL);
    }
}
