package dev.carillon.endpoint;

import dev.carillon.rule.Target;

import java.util.Optional;
import java.util.Set;

/** Opens endpoints of one kind. For any number of threads. */
public interface EndpointProvider extends AutoCloseable {
    /** The address schemes this serves, in lower case. */
    Set<String> schemes();

    /**
     * Why a target cannot be configured, in words that say what to do; empty when it can. Looks at
     * the target only, connects to nothing.
     */
    Optional<String> objection(Target target);

    /** Opens the endpoint; connecting happens when it is used. */
    Endpoint open(Target target);

    /** Closes what it opened and what it shares among them; nothing by default. */
    @Override
    default void close() {}
}
