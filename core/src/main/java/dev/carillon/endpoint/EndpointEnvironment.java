package dev.carillon.endpoint;

import java.time.InstantSource;

/**
 * The parts of the process that every kind of endpoint gets and must use.
 *
 * @param guard decides to which addresses connections are allowed; a provider asks it when a target
 *     is configured, and again for the very address to which it connects
 * @param clock the machine's clock, for dates from outside: certificates, and delays that an
 *     endpoint asks for
 * @param secretsInCleartext whether secrets may be sent without TLS to other machines, as the
 *     operator allows with {@code --allow-secrets-in-cleartext}
 */
public record EndpointEnvironment(
        AddressGuard guard, InstantSource clock, boolean secretsInCleartext) {
    /** Creates an environment in which secrets are sent to other machines over TLS only. */
    public EndpointEnvironment(AddressGuard guard, InstantSource clock) {
        this(guard, clock, false);
    }
}
