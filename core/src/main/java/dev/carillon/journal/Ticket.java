package dev.carillon.journal;

import dev.carillon.delivery.LaneId;

/**
 * Names one delivery that was owed for an event.
 *
 * @param lane to whom it is or was owed
 * @param number its place in the lane
 * @param rule the id of the rule that asked
 */
public record Ticket(LaneId lane, long number, String rule) {}
