package dev.carillon.listen;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Endpoints that all lead to the local service, and whose answers are shown. Thread-safe, and
 * closed together with the provider below.
 */
final class WatchedEndpoints implements EndpointProvider {
    private final EndpointProvider below;
    private final URI local;
    private final Ticker ticker;

    WatchedEndpoints(EndpointProvider below, URI local, Ticker ticker) {
        this.below = below;
        this.local = local;
        this.ticker = ticker;
    }

    @Override
    public EndpointKind kind() {
        return below.kind();
    }

    @Override
    public Optional<String> objection(Target target) {
        return below.objection(target);
    }

    @Override
    public Endpoint open(Target target) {
        return new Watched(below.open(new Target(local.toString(), Map.of())), ticker);
    }

    @Override
    public void close() {
        below.close();
    }

    private record Watched(Endpoint below, Ticker ticker) implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            long start = System.nanoTime();
            AttemptResult result = below.send(message, limit);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            ticker.answered(EventSummary.of(message.body()), result, time);
            return result;
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
