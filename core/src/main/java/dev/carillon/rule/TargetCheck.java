package dev.carillon.rule;

import java.util.Optional;

/**
 * Says whether a server can deliver to a target, before anyone configures it. For any number of
 * threads.
 */
@FunctionalInterface
public interface TargetCheck {
    /** Says why not, in words that say what to do; empty when it can. Connects to nothing. */
    Optional<String> objection(Target target);
}
