package dev.carillon.deliver;

/**
 * The condition of a lane at this moment.
 *
 * @param breakerOpen whether its endpoint is kept from attempts other than probes
 * @param inFlight the number of attempts in flight
 * @param limit the largest number of attempts in flight, as adapted to its endpoint
 */
public record LaneStatus(boolean breakerOpen, int inFlight, int limit) {}
