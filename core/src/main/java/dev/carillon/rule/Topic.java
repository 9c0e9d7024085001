package dev.carillon.rule;

import java.util.Optional;

/**
 * A named endpoint with its delivery policy.
 *
 * @param name unique within its owner's namespace
 * @param owner the principal that made it
 * @param target where to deliver; empty = none, its deliveries are given up
 * @param persistent whether events are queued, or tried before the operation is answered
 * @param retry for queued events
 * @param opaqueData copied into each record
 */
public record Topic(
        String name,
        String owner,
        Optional<Target> target,
        boolean persistent,
        RetryPolicy retry,
        String opaqueData) {}
