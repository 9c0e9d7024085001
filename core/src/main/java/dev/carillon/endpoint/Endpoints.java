package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All open endpoints, one for each target, opened when it is first used by the provider of its
 * scheme. What has not been used for ten minutes, or was {@link #retire retired}, is closed when
 * its attempts have ended, and opened again when it is needed again: so a target that replaces
 * another leaves nothing behind, and a kept reference never goes bad.
 *
 * <p>For any number of threads; the lock guards the open endpoints and is never held while sending.
 * Closing it closes the endpoints and the providers.
 */
public final class Endpoints implements AutoCloseable {
    private static final Duration UNUSED_LIMIT = Duration.ofMinutes(10);

    private final Map<String, EndpointProvider> providers = new HashMap<>();
    private final InstantSource clock;
    private final Map<Target, Shared> open = new HashMap<>();
    private final Object lock = new Object();
    private boolean closed;

    /** Takes over the providers; of two for one scheme the later one serves it. */
    public Endpoints(List<EndpointProvider> providers, InstantSource clock) {
        this.clock = clock;
        for (EndpointProvider provider : providers) {
            provider.schemes().forEach(scheme -> this.providers.put(scheme, provider));
        }
    }

    /** Why a target cannot be configured, in words that say what to do; empty when it can. */
    public Optional<String> objection(Target target) {
        return provider(target)
                .map(provider -> provider.objection(target))
                .orElseGet(() -> Optional.of(unknownScheme(target)));
    }

    /**
     * The endpoint of a target, the same for the same target. Costs nothing until it sends; may be
     * kept for ever; closing it retires the target.
     */
    public Endpoint at(Target target) {
        return new Door(target);
    }

    /**
     * Closes the endpoint of a target that is no longer configured, as soon as its attempts have
     * ended.
     */
    public void retire(Target target) {
        Optional<Shared> retired;
        synchronized (lock) {
            retired = Optional.ofNullable(open.remove(target));
        }
        retired.ifPresent(Shared::leave);
    }

    /** How many are open. */
    public int size() {
        synchronized (lock) {
            return open.size();
        }
    }

    /** Closes all at once, cutting off what they are doing, and the providers. */
    @Override
    public void close() {
        List<Shared> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Shared::closeNow);
        providers.values().stream().distinct().forEach(EndpointProvider::close);
    }

    private AttemptResult send(Target target, Message message, Duration limit) {
        Optional<EndpointProvider> provider = provider(target);
        if (provider.isEmpty()) {
            return new Unreachable(unknownScheme(target));
        }
        Shared shared;
        try {
            shared = enter(target, provider.get());
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new Unreachable(String.valueOf(e.getMessage()));
        }
        try {
            return shared.endpoint.send(message, limit);
        } finally {
            shared.leave();
        }
    }

    private Shared enter(Target target, EndpointProvider provider) {
        List<Shared> unused;
        Shared shared;
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the server is stopping");
            }
            Instant now = clock.instant();
            boolean first = !open.containsKey(target);
            unused = first ? takeUnused(now) : List.of();
            shared = open.computeIfAbsent(target, it -> new Shared(provider.open(it)));
            shared.enter(now);
        }
        unused.forEach(Shared::leave);
        return shared;
    }

    private List<Shared> takeUnused(Instant now) {
        List<Shared> unused =
                open.values().stream()
                        .filter(it -> it.lastUse.isBefore(now.minus(UNUSED_LIMIT)))
                        .toList();
        open.values().removeAll(unused);
        return unused;
    }

    private Optional<EndpointProvider> provider(Target target) {
        return Optional.ofNullable(providers.get(target.scheme()));
    }

    private String unknownScheme(Target target) {
        return target.shown()
                + ": nothing here delivers to '"
                + target.scheme()
                + "' addresses; use one of "
                + String.join(", ", new TreeSet<>(providers.keySet()));
    }

    /** What users of a target hold: no state, so it outlives any connection. */
    private final class Door implements Endpoint {
        private final Target target;

        Door(Target target) {
            this.target = target;
        }

        @Override
        public AttemptResult send(Message message, Duration limit) {
            return Endpoints.this.send(target, message, limit);
        }

        @Override
        public void close() {
            retire(target);
        }
    }

    /** An open endpoint and who is inside: those who send, and the map while it is in it. */
    private static final class Shared {
        final Endpoint endpoint;
        private final AtomicInteger inside = new AtomicInteger(1);
        private volatile Instant lastUse = Instant.MIN;

        Shared(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        void enter(Instant now) {
            inside.incrementAndGet();
            lastUse = now;
        }

        /** The last one out closes. */
        void leave() {
            if (inside.decrementAndGet() == 0) {
                endpoint.close();
            }
        }

        void closeNow() {
            endpoint.close();
        }
    }
}
