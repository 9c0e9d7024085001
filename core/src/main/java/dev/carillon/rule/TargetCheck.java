package dev.carillon.rule;

import java.util.Optional;

/**
 * Checks whether a server can deliver to a target, before the target is configured. Thread-safe.
 */
@FunctionalInterface
public interface TargetCheck {
    /** Returns why it cannot, and what to do; empty if it can. Connects to nothing. */
    Optional<String> objection(Target target);
}
