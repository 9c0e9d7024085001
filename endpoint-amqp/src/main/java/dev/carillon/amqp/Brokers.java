package dev.carillon.amqp;

import dev.carillon.amqp.AmqpTarget.Login;
import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.GuardedNames;
import dev.carillon.rule.Target;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The brokers that endpoints lead to, one for each login; forgotten and closed with its last
 * endpoint. Thread-safe.
 */
final class Brokers implements AutoCloseable {
    private static final long SWEEP_MILLIS = 5_000;

    private final EndpointEnvironment environment;
    private final GuardedNames names;
    private final Envelope envelope;
    private final Threads threads = new Threads();
    private final Map<Login, Counted> known = new HashMap<>();
    private final Object lock = new Object();
    private final Set<AmqpEndpoint> endpoints = ConcurrentHashMap.newKeySet();

    Brokers(EndpointEnvironment environment) {
        this.environment = environment;
        names = new GuardedNames(environment.guard(), Line.CONNECT_LIMIT);
        envelope = new Envelope(environment.clock());
        threads.every(SWEEP_MILLIS, () -> all().forEach(one -> one.closeIdle(Broker.IDLE_LIMIT)));
    }

    /** A broker and the number of its endpoints. */
    private record Counted(Broker broker, int users) {}

    /** Opens an endpoint, which connects when it is used. */
    AmqpEndpoint open(Target target) {
        var read = AmqpTarget.of(target);
        var endpoint = new AmqpEndpoint(read, acquire(read.login()), this);
        endpoints.add(endpoint);
        return endpoint;
    }

    /** Returns a way to connect that nobody else uses. */
    Dialer dialer(Login login) {
        Optional<ClientTls> tls =
                login.address().secure()
                        ? Optional.of(ClientTls.of(login.tls(), environment.clock()))
                        : Optional.empty();
        return new Dialer(login, new Line(login.address().place(), names, tls), threads);
    }

    Envelope envelope() {
        return envelope;
    }

    /** Gives back what an endpoint had; the last endpoint closes the connection. */
    void release(AmqpEndpoint endpoint, Login login) {
        endpoints.remove(endpoint);
        Optional<Broker> last = Optional.empty();
        synchronized (lock) {
            Counted counted = known.get(login);
            if (counted != null && counted.users() == 1) {
                known.remove(login);
                last = Optional.of(counted.broker());
            } else if (counted != null) {
                known.put(login, new Counted(counted.broker(), counted.users() - 1));
            }
        }
        last.ifPresent(broker -> threads.tasks().execute(broker::close));
    }

    /** Closes all endpoints and connections. */
    @Override
    public void close() {
        endpoints.forEach(AmqpEndpoint::close);
        all().forEach(Broker::close);
        threads.close();
    }

    /** Returns the brokers that have endpoints. */
    List<Broker> all() {
        synchronized (lock) {
            return known.values().stream().map(Counted::broker).toList();
        }
    }

    private Broker acquire(Login login) {
        synchronized (lock) {
            Counted counted = known.get(login);
            Broker broker = counted == null ? new Broker(dialer(login)) : counted.broker();
            known.put(login, new Counted(broker, counted == null ? 1 : counted.users() + 1));
            return broker;
        }
    }
}
