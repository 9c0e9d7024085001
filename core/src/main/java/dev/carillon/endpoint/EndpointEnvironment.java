package dev.carillon.endpoint;

import java.time.InstantSource;

/**
 * The parts of the process that every kind of endpoint gets and must use.
 *
 * @param guard decides to which addresses connections are allowed; a provider asks it when a target
 *     is configured, and again for the very address to which it connects
 * @param clock the machine's clock, for dates from outside: certificates, and delays that an
 *     endpoint asks for
 */
public record EndpointEnvironment(AddressGuard guard, InstantSource clock) {}
