package dev.carillon.endpoint;

import org.apache.hc.client5.http.DnsResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves names for connecting and lets the guard see every address, literal ones too. The client
 * connects to the very addresses that come from here, so a name that changes its answer between
 * check and use gains nothing. Thread-safe.
 *
 * <p>A look-up cannot be interrupted, so each runs on a platform thread of its own; all who wait
 * for the same name share one, and nobody waits longer than the connect limit or the attempt.
 */
final class GuardedNames implements DnsResolver {
    /** When the attempt that is under way ends, by {@link System#nanoTime()}. */
    static final ScopedValue<Long> END = ScopedValue.newInstance();

    /** How many addresses of one name are tried. */
    private static final int MAX_ADDRESSES = 8;

    private final AddressGuard guard;
    private final Lookup lookup;
    private final Duration limit;
    private final Map<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();

    /** Where the addresses of a name come from. */
    @FunctionalInterface
    interface Lookup {
        /** All addresses of the name. */
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    GuardedNames(AddressGuard guard, Lookup lookup, Duration limit) {
        this.guard = guard;
        this.lookup = lookup;
        this.limit = limit;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return allowed(host, found(host));
    }

    /** The addresses of the host, which may be a literal one; whatever the guard says of them. */
    InetAddress[] found(String host) throws UnknownHostException {
        InetAddress[] all = literalOrNamed(host);
        if (all.length == 0) {
            throw new UnusableNameException(doesNotResolve(host));
        }
        return all;
    }

    /**
     * Returns those of the host's addresses that may be connected to, at most 8; a mapped one as
     * the IPv4 address that it means. Refused ones beside them are skipped and do not refuse the
     * name: many a name has an address for each side of a firewall, and nothing is connected to but
     * what comes from here.
     */
    InetAddress[] allowed(String host, InetAddress[] found) throws UnknownHostException {
        InetAddress[] good =
                Arrays.stream(found)
                        .filter(guard::allows)
                        .map(MappedAddress::unmapped)
                        .distinct()
                        .limit(MAX_ADDRESSES)
                        .toArray(InetAddress[]::new);
        if (good.length == 0) {
            throw new UnusableNameException(refusal(host, found));
        }
        return good;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private String refusal(String host, InetAddress[] all) {
        return Arrays.stream(all)
                .flatMap(address -> guard.objection(address).stream())
                .findFirst()
                .map(objection -> all.length == 1 ? objection : host + ": " + objection)
                .orElseGet(() -> doesNotResolve(host));
    }

    private InetAddress[] literalOrNamed(String host) throws UnknownHostException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException _) {
            return named(host);
        }
    }

    private InetAddress[] named(String host) throws UnknownHostException {
        long patience = patience();
        try {
            return running.computeIfAbsent(host, this::begin).get(patience, TimeUnit.NANOSECONDS);
        } catch (ExecutionException _) {
            throw new UnusableNameException(doesNotResolve(host));
        } catch (TimeoutException _) {
            throw new UnusableNameException(
                    "the name " + host + " did not resolve within " + patience / 1_000_000 + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UnusableNameException("interrupted while resolving " + host);
        }
    }

    private long patience() {
        long left = END.isBound() ? END.get() - System.nanoTime() : Long.MAX_VALUE;
        return Math.max(0, Math.min(limit.toNanos(), left));
    }

    private CompletableFuture<InetAddress[]> begin(String host) {
        var answer = new CompletableFuture<InetAddress[]>();
        Thread.ofPlatform().daemon().name("carillon-name-" + host).start(() -> run(host, answer));
        return answer;
    }

    private void run(String host, CompletableFuture<InetAddress[]> answer) {
        try {
            InetAddress[] addresses = lookup.addresses(host);
            running.remove(host, answer);
            answer.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            // removed first: who asks after the answer was heard gets a new one
            running.remove(host, answer);
            answer.completeExceptionally(e);
        }
    }

    private static String doesNotResolve(String host) {
        return "the name " + host + " does not resolve";
    }

    /** A name that leads to no address that may be used; the message is for the operator. */
    static final class UnusableNameException extends UnknownHostException {
        UnusableNameException(String message) {
            super(message);
        }
    }
}
