package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKinds;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Creates the provider of one kind of endpoint. A kind is added to a server by being on its class
 * path: implementations are public, have a public constructor without parameters, and are named in
 * {@code META-INF/services/dev.carillon.endpoint.EndpointProviderFactory} (ADR 0018).
 */
public interface EndpointProviderFactory {
    /** Creates a provider, which the caller closes. Connects to nothing. */
    EndpointProvider create(EndpointEnvironment environment);

    /**
     * Creates a provider of each kind on the class path of the calling thread. The caller closes
     * them; if this throws, none is left to close.
     *
     * @throws IllegalStateException if a kind cannot be loaded or cannot be served beside the
     *     others; the message names it
     */
    static List<EndpointProvider> installed(EndpointEnvironment environment) {
        List<EndpointProvider> made = new ArrayList<>();
        try {
            for (var factory : ServiceLoader.load(EndpointProviderFactory.class)) {
                made.add(factory.create(environment));
            }
            var _ = new EndpointKinds(made.stream().map(EndpointProvider::kind).toList());
            return made;
        } catch (ServiceConfigurationError | RuntimeException e) {
            made.forEach(EndpointProvider::close);
            throw new IllegalStateException(
                    "an endpoint kind on the class path cannot be used: " + e.getMessage(), e);
        }
    }
}
