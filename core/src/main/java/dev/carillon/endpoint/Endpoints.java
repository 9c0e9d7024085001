package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKinds;
import dev.carillon.rule.Target;
import dev.carillon.rule.TargetCheck;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The open endpoints, one for each target, opened at the first use by the provider of its scheme.
 * An endpoint that has not been used for ten minutes, is the one not used for longest among {@value
 * #MOST_OPEN}, or was {@link #retire retired}, is closed when its attempts have ended, and opened
 * again when it is needed. So a target that replaces another leaves nothing behind, any number of
 * targets can be served, and a reference stays usable for ever.
 *
 * <p>Thread-safe. The lock guards the open endpoints and is never held while opening or sending: a
 * caller that needs an endpoint which another caller is opening waits for it within the limit of
 * the attempt. Closing it closes the endpoints and the providers.
 */
public final class Endpoints implements TargetCheck, AutoCloseable {
    private static final Duration UNUSED_LIMIT = Duration.ofMinutes(10);

    /** The highest number of open endpoints: each has connections and buffers of its own. */
    static final int MOST_OPEN = 1_024;

    private final Map<String, EndpointProvider> providers = new HashMap<>();
    private final EndpointKinds kinds;
    private final InstantSource clock;

    /** The one that was not used for the longest time comes first. */
    private final Map<Target, Shared> open = new LinkedHashMap<>(16, 0.75f, true);

    private final Object lock = new Object();
    private boolean closed;

    /**
     * Takes over the providers.
     *
     * @throws IllegalArgumentException if two of them serve one scheme, or disagree about an
     *     attribute
     */
    public Endpoints(List<EndpointProvider> providers, InstantSource clock) {
        this.clock = clock;
        kinds = new EndpointKinds(providers.stream().map(EndpointProvider::kind).toList());
        for (EndpointProvider provider : providers) {
            provider.kind().schemes().forEach(scheme -> this.providers.put(scheme, provider));
        }
    }

    /** Returns the kinds for which there are providers. */
    public EndpointKinds kinds() {
        return kinds;
    }

    /** Returns why a target cannot be configured, and what to do; empty if it can. */
    @Override
    public Optional<String> objection(Target target) {
        return kinds.objection(target)
                .or(() ->
                        provider(target)
                                .objection(target)
                                .map(text -> kinds.concealed(target, text)));
    }

    /**
     * Returns the endpoint of a target, the same for targets that differ in nothing {@link
     * EndpointProvider#relevant relevant}. It uses no resources until it sends and may be kept for
     * ever; closing it retires the target.
     */
    public Endpoint at(Target target) {
        return new SharedEndpoint(relevant(target));
    }

    /**
     * Closes the endpoint of a target that is no longer configured, as soon as its attempts have
     * ended.
     */
    public void retire(Target target) {
        Optional<Shared> retired;
        synchronized (lock) {
            retired = Optional.ofNullable(open.remove(relevant(target)));
        }
        retired.ifPresent(Shared::leave);
    }

    /** Returns the number of open endpoints. */
    public int size() {
        synchronized (lock) {
            return open.size();
        }
    }

    /** Closes all endpoints immediately, aborting their attempts, and the providers. */
    @Override
    public void close() {
        List<Shared> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Shared::closeNow);
        EndpointProvider.closeAll(Set.copyOf(providers.values()));
    }

    private AttemptResult send(Target target, Message message, Duration limit) {
        AttemptResult result =
                use(
                        target,
                        limit,
                        (endpoint, left) -> endpoint.send(message, left),
                        Function.identity());
        return concealed(target, result);
    }

    /** Returns a result without secrets, because its words are logged, kept and shown. */
    private AttemptResult concealed(Target target, AttemptResult result) {
        return switch (result) {
            case Unreachable(String cause) -> new Unreachable(kinds.concealed(target, cause));
            case Refused(Stated(String words, var scope), String excerpt, var after) ->
                    new Refused(
                            new Stated(kinds.concealed(target, words), scope),
                            kinds.concealed(target, excerpt),
                            after);
            case Refused _, Accepted _, TimedOut _ -> result;
        };
    }

    private Diagnosis diagnose(Target target, Message message, Duration limit) {
        return use(
                target,
                limit,
                (endpoint, left) -> endpoint.diagnose(message, left),
                result -> Diagnosis.of(concealed(target, result), Duration.ZERO));
    }

    private <T> T use(
            Target target, Duration limit, Use<T> use, Function<AttemptResult, T> instead) {
        EndpointProvider provider = providers.get(target.scheme());
        if (provider == null) {
            return instead.apply(new Unreachable(kinds.objection(target).orElseThrow()));
        }
        Optional<Shared> entered = enter(target);
        if (entered.isEmpty()) {
            return instead.apply(new Unreachable("the server is stopping"));
        }
        Shared shared = entered.get();
        try {
            if (shared.mineToOpen()) {
                open(target, shared, provider);
            }
            long start = System.nanoTime();
            boolean ready = shared.opening.isDone();
            Endpoint endpoint = shared.endpoint(limit);
            var left = ready ? limit : limit.minusNanos(System.nanoTime() - start);
            return use.with(endpoint, left);
        } catch (UnopenedException e) {
            return instead.apply(e.result);
        } finally {
            shared.leave();
        }
    }

    private Optional<Shared> enter(Target target) {
        List<Shared> unused;
        Shared shared;
        synchronized (lock) {
            if (closed) {
                return Optional.empty();
            }
            Instant now = clock.instant();
            shared = open.get(target);
            unused = shared == null ? takeUnused(now) : List.of();
            if (shared == null) {
                shared = new Shared();
                open.put(target, shared);
            }
            shared.enter(now);
        }
        unused.forEach(Shared::leave);
        return Optional.of(shared);
    }

    /**
     * Opens an endpoint without holding the lock, because a provider may take time and other
     * targets must not wait for it.
     */
    private void open(Target target, Shared shared, EndpointProvider provider) {
        try {
            shared.opening.complete(provider.open(target));
        } catch (RuntimeException | Error e) {
            // removed first, so that the next caller opens it again
            if (remove(target, shared)) {
                shared.leave();
            }
            shared.opening.completeExceptionally(e);
        }
    }

    private boolean remove(Target target, Shared shared) {
        synchronized (lock) {
            return open.remove(target, shared);
        }
    }

    /** Makes room for one endpoint more: removes those that were not used for long. */
    private List<Shared> takeUnused(Instant now) {
        Instant limit = now.minus(UNUSED_LIMIT);
        var unused = new ArrayList<Shared>(0);
        for (var eldest = open.values().iterator(); eldest.hasNext(); ) {
            Shared shared = eldest.next();
            if (open.size() < MOST_OPEN && !shared.lastUse.isBefore(limit)) {
                break;
            }
            eldest.remove();
            unused.add(shared);
        }
        return unused;
    }

    private Target relevant(Target target) {
        EndpointProvider provider = providers.get(target.scheme());
        return provider == null ? target : provider.relevant(target);
    }

    /** Returns the provider for the target's scheme, which is known to be served. */
    private EndpointProvider provider(Target target) {
        return Objects.requireNonNull(providers.get(target.scheme()));
    }

    /** The endpoint that callers hold: it has no state, so it outlives any connection. */
    private final class SharedEndpoint implements Endpoint {
        private final Target target;

        SharedEndpoint(Target target) {
            this.target = target;
        }

        @Override
        public AttemptResult send(Message message, Duration limit) {
            return Endpoints.this.send(target, message, limit);
        }

        @Override
        public Diagnosis diagnose(Message message, Duration limit) {
            return Endpoints.this.diagnose(target, message, limit);
        }

        @Override
        public void close() {
            retire(target);
        }
    }

    /** An operation on an endpoint within the remaining time. */
    @FunctionalInterface
    private interface Use<T> {
        T with(Endpoint endpoint, Duration left);
    }

    /**
     * An endpoint and the number of its users, the map included while it holds it. The first user
     * opens it, the others wait for that.
     */
    private static final class Shared {
        final CompletableFuture<Endpoint> opening = new CompletableFuture<>();
        private final AtomicBoolean taken = new AtomicBoolean();
        private final AtomicInteger inside = new AtomicInteger(1);
        private volatile Instant lastUse = Instant.MIN;

        void enter(Instant now) {
            inside.incrementAndGet();
            lastUse = now;
        }

        /** Returns true for exactly one caller, which must open it. */
        boolean mineToOpen() {
            return !taken.get() && taken.compareAndSet(false, true);
        }

        /** Returns the endpoint; waits for it no longer than the limit. */
        Endpoint endpoint(Duration limit) {
            try {
                return opening.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                throw new UnopenedException(new TimedOut(limit));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new UnopenedException(new Unreachable("the attempt was interrupted"));
            } catch (ExecutionException e) {
                throw unopened(e);
            }
        }

        /** Removes a user; the last one closes the endpoint. */
        void leave() {
            if (inside.decrementAndGet() == 0) {
                closeNow();
            }
        }

        /** Closes the endpoint now, or as soon as it is open. */
        void closeNow() {
            var _ = opening.thenAccept(Endpoint::close);
        }

        /**
         * Converts a provider's objection to its target into a result; any other exception is a bug
         * and is rethrown.
         */
        private static RuntimeException unopened(ExecutionException failure) {
            return switch (failure.getCause()) {
                case IllegalArgumentException e -> unreachable(e);
                case IllegalStateException e -> unreachable(e);
                case null, default ->
                        new IllegalStateException("an endpoint could not be opened", failure);
            };
        }

        private static UnopenedException unreachable(RuntimeException failure) {
            return new UnopenedException(new Unreachable(String.valueOf(failure.getMessage())));
        }
    }

    /** Thrown if there is no endpoint to use; carries the result of the attempt. */
    private static final class UnopenedException extends RuntimeException {
        private final transient AttemptResult result;

        UnopenedException(AttemptResult result) {
            super(result.summary(), null, false, false);
            this.result = result;
        }
    }
}
