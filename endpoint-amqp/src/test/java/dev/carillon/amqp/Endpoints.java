package dev.carillon.amqp;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.rule.Target;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A provider that may connect to this machine, and targets for it. */
final class Endpoints {
    private Endpoints() {}

    static AmqpEndpointProvider provider() {
        return provider(true);
    }

    static AmqpEndpointProvider provider(boolean loopbackAllowed) {
        return new AmqpEndpointProvider(
                new EndpointEnvironment(
                        new AddressGuard(List.of(), loopbackAllowed), InstantSource.system()));
    }

    /** Returns a target of the topic {@code topic} with the exchange {@code events}. */
    static Target target(String address, String... options) {
        var all = new TreeMap<>(Map.of("amqp-exchange", "events"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new Target(address, all).of(Optional.of("topic"));
    }
}
