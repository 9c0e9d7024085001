package dev.carillon.journal;

import dev.carillon.delivery.LaneId;

/**
 * The entry in an event that names one delivery owed for it.
 *
 * @param lane the lane to which it is or was owed
 * @param number its place in the lane
 * @param rule the id of the rule that matched
 */
public record Ticket(LaneId lane, long number, String rule) {}
