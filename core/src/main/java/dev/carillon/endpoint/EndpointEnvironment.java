package dev.carillon.endpoint;

import java.time.InstantSource;

/**
 * Parts of the process that every kind of endpoint is given, and obeys.
 *
 * @param guard decides which addresses may be connected to; a provider asks it when a target is
 *     configured, and again for the very address that it connects to
 * @param clock the machine's clock, for what comes from outside with a date: certificates, delays
 *     that an endpoint asks for
 */
public record EndpointEnvironment(AddressGuard guard, InstantSource clock) {}
