package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.util.Optional;

/** Opens endpoints of one kind. Thread-safe. */
public interface EndpointProvider extends AutoCloseable {
    /**
     * Describes the kind: whose addresses it serves, which attributes of a topic it obeys, which of
     * them are secret, and what a test of an endpoint can see. The same at every call.
     */
    EndpointKind kind();

    /**
     * Says why a target of this kind cannot be configured, in words that say what to do; empty if
     * it can. Its attributes have been checked against the kind. Looks at the target only, connects
     * to nothing.
     */
    Optional<String> objection(Target target);

    /** Opens the endpoint; connecting happens when it is used. */
    Endpoint open(Target target);

    /** Closes what it opened and what it shares among them; nothing by default. */
    @Override
    default void close() {}
}
