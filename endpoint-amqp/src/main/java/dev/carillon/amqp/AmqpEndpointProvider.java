package dev.carillon.amqp;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Credentials;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.util.Optional;

/**
 * Opens endpoints for {@code amqp} and {@code amqps} targets, whose attributes are in {@link
 * AmqpKind}. RabbitMQ's client library is loaded with the first endpoint, so a server that has none
 * pays nothing for it. Thread-safe; closing it closes the endpoints and the connections.
 */
final class AmqpEndpointProvider implements EndpointProvider {
    private final EndpointEnvironment environment;
    private final Object lock = new Object();
    private Optional<Brokers> brokers = Optional.empty();

    AmqpEndpointProvider(EndpointEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public EndpointKind kind() {
        return AmqpKind.KIND;
    }

    @Override
    public Optional<String> objection(Target target) {
        try {
            var read = AmqpTarget.of(target);
            var address = read.login().address();
            return read.objection(target.options())
                    .or(() -> Credentials.objection(target))
                    .or(() -> address.place().fixed().flatMap(environment.guard()::objection))
                    .or(() -> address.secure() ? tls(target).objection() : Optional.empty());
        } catch (IllegalArgumentException e) {
            return Optional.of(target.shown() + ": " + e.getMessage());
        }
    }

    /**
     * Opens the endpoint.
     *
     * @throws IllegalArgumentException if the address is none, which {@link #objection} reports
     *     earlier
     */
    @Override
    public Endpoint open(Target target) {
        return brokers().open(target);
    }

    /** Closes the endpoints that it opened, and their connections. */
    @Override
    public void close() {
        Optional<Brokers> last;
        synchronized (lock) {
            last = brokers;
        }
        last.ifPresent(Brokers::close);
    }

    /** Returns the brokers, created by the first call. */
    Brokers brokers() {
        synchronized (lock) {
            Brokers made = brokers.orElseGet(() -> new Brokers(environment));
            brokers = Optional.of(made);
            return made;
        }
    }

    private ClientTls tls(Target target) {
        return ClientTls.of(target.options(), environment.clock());
    }
}
