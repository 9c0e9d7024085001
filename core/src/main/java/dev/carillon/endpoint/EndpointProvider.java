package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.Optional;

/** Opens endpoints of one kind. Thread-safe. */
public interface EndpointProvider extends AutoCloseable {
    /**
     * Describes the kind: the schemes that it serves, the attributes of a topic that it obeys,
     * which of them are secret, and the steps that a test of an endpoint can observe. Returns the
     * same at every call.
     */
    EndpointKind kind();

    /**
     * Returns why a target of this kind cannot be configured, and what to do; empty if it can. Its
     * attributes have been checked against the kind. Looks at the target only and connects to
     * nothing.
     */
    Optional<String> objection(Target target);

    /**
     * Returns what of a target its endpoint depends on: topics for which it is the same share an
     * endpoint. All of it by default, the name of the topic included.
     */
    default Target relevant(Target target) {
        return target;
    }

    /** Opens the endpoint, which connects when it is used. */
    Endpoint open(Target target);

    /** Closes the opened endpoints and the resources that they share; does nothing by default. */
    @Override
    default void close() {}

    /** Closes providers; a failure is logged, and the remaining ones are closed all the same. */
    static void closeAll(Collection<EndpointProvider> providers) {
        for (EndpointProvider provider : providers) {
            try {
                provider.close();
            } catch (RuntimeException | LinkageError e) {
                LoggerFactory.getLogger(EndpointProvider.class)
                        .error("closing the provider {} failed", provider.getClass().getName(), e);
            }
        }
    }
}
