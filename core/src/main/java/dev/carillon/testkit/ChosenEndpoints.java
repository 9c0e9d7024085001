package dev.carillon.testkit;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Provider of endpoints that a test chooses for each {@code http} or {@code https} target, for
 * instance {@link ScriptedEndpoint}s. No network. For as many threads as the choice.
 */
public final class ChosenEndpoints implements EndpointProvider {
    private static final EndpointKind KIND = EndpointKind.of("test", Set.of("http", "https"));

    private final Function<Target, Endpoint> choice;

    /** Opens what {@code choice} returns, which may be the same endpoint for several targets. */
    public ChosenEndpoints(Function<Target, Endpoint> choice) {
        this.choice = choice;
    }

    /** Opens the same endpoint for every target. */
    public static ChosenEndpoints always(Endpoint endpoint) {
        return new ChosenEndpoints(_ -> endpoint);
    }

    @Override
    public EndpointKind kind() {
        return KIND;
    }

    @Override
    public Optional<String> objection(Target target) {
        return Optional.empty();
    }

    @Override
    public Endpoint open(Target target) {
        return choice.apply(target);
    }
}
