package dev.carillon.kafka;

import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;

/** Creates providers of Kafka endpoints. Found by {@link EndpointProviderFactory#installed}. */
public final class KafkaEndpointProviderFactory implements EndpointProviderFactory {
    /** Creates the factory; it has no state. */
    public KafkaEndpointProviderFactory() {}

    @Override
    public EndpointProvider create(EndpointEnvironment environment) {
        return new KafkaEndpointProvider(environment);
    }
}
