package dev.carillon.delivery;

/**
 * Names a lane: everything owed to one target, in number order.
 *
 * @param stamp the stamp of the commit that made the lane: a topic made again has another
 */
public record LaneId(long stamp) {}
