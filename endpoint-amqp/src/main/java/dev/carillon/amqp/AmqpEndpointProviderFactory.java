package dev.carillon.amqp;

import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;

/** Creates providers of AMQP endpoints. Found by {@link EndpointProviderFactory#installed}. */
public final class AmqpEndpointProviderFactory implements EndpointProviderFactory {
    /** Creates the factory; it has no state. */
    public AmqpEndpointProviderFactory() {}

    @Override
    public EndpointProvider create(EndpointEnvironment environment) {
        return new AmqpEndpointProvider(environment);
    }
}
