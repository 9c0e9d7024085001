package dev.carillon.endpoint;

/** Creates providers of HTTP endpoints. Found by {@link EndpointProviderFactory#installed}. */
public final class HttpEndpointProviderFactory implements EndpointProviderFactory {
    /** Creates the factory; it has no state. */
    public HttpEndpointProviderFactory() {}

    @Override
    public EndpointProvider create(EndpointEnvironment environment) {
        return new HttpEndpointProvider(environment);
    }
}
