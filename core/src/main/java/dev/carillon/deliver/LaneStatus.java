package dev.carillon.deliver;

/**
 * How a lane is doing at this moment.
 *
 * @param breakerOpen whether its endpoint is kept from attempts, but for probes
 * @param inFlight attempts under way
 * @param limit attempts it would have under way at most, as it has adapted to its endpoint
 */
public record LaneStatus(boolean breakerOpen, int inFlight, int limit) {}
