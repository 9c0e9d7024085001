package dev.carillon.deliver;

import dev.carillon.delivery.LaneId;

import java.util.Optional;

/** Knows what lanes lead to. Asked before every attempt: fast, and for any number of threads. */
@FunctionalInterface
public interface Targets {
    /** Where the lane leads now; empty once its topic is deleted. */
    Optional<Destination> find(LaneId lane);
}
