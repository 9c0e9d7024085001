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
 * Resolves names for connecting and asks the guard about every address, literal ones too. The
 * client connects to exactly the addresses returned here, so a name whose answer changes between
 * check and use does not get past the guard. Thread-safe.
 *
 * <p>A look-up cannot be interrupted, so each runs on a platform thread of its own. Callers that
 * wait for the same name share one look-up, and none waits longer than the connect limit or the
 * attempt.
 */
public final class GuardedNames implements DnsResolver {
    /** The end of the attempt in progress, by {@link System#nanoTime()}. */
    public static final ScopedValue<Long> END = ScopedValue.newInstance();

    /** The largest number of addresses of one name that are tried. */
    private static final int MAX_ADDRESSES = 8;

    private final AddressGuard guard;
    private final Lookup lookup;
    private final Duration limit;
    private final Map<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();

    /** The source of the addresses of a name. */
    @FunctionalInterface
    interface Lookup {
        /** Returns every address of the name. */
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    /**
     * Creates a resolver that asks the machine's name service.
     *
     * @param limit of a look-up; an attempt that ends earlier waits no longer than that
     */
    public GuardedNames(AddressGuard guard, Duration limit) {
        this(guard, InetAddress::getAllByName, limit);
    }

    GuardedNames(AddressGuard guard, Lookup lookup, Duration limit) {
        this.guard = guard;
        this.lookup = lookup;
        this.limit = limit;
    }

    /**
     * Returns the allowed addresses of the host, at most 8, in the order in which they should be
     * tried.
     *
     * @throws UnknownHostException if there is none; the message is for the operator
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return allowed(host, found(host));
    }

    /**
     * Returns the addresses of the host, all of which are allowed: for a client that resolves the
     * name itself and may connect to any of them.
     *
     * @throws UnknownHostException if there is none, or one is not allowed; the message is for the
     *     operator
     */
    public InetAddress[] resolveAll(String host) throws UnknownHostException {
        InetAddress[] all = found(host);
        if (!Arrays.stream(all).allMatch(guard::allows)) {
            throw new UnusableNameException(refusal(host, all));
        }
        return all;
    }

    /**
     * Returns the addresses of the host, which may be a literal one, without asking the guard.
     *
     * @throws UnknownHostException if there is none; the message is for the operator
     */
    public InetAddress[] found(String host) throws UnknownHostException {
        InetAddress[] all = literalOrNamed(host);
        if (all.length == 0) {
            throw new UnusableNameException(doesNotResolve(host));
        }
        return all;
    }

    /**
     * Returns the allowed addresses of the host, at most 8; a mapped one as the IPv4 address that
     * it means. Refused addresses beside them are skipped and do not make the name refused, because
     * many names have an address on each side of a firewall. The client connects only to addresses
     * returned here.
     *
     * @throws UnknownHostException if there is none; the message is for the operator
     */
    public InetAddress[] allowed(String host, InetAddress[] found) throws UnknownHostException {
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
            // removed first, so that a caller that comes after the answer starts a new look-up
            running.remove(host, answer);
            answer.completeExceptionally(e);
        }
    }

    private static String doesNotResolve(String host) {
        return "the name " + host + " does not resolve";
    }

    /** Thrown if a name leads to no address that may be used; the message is for the operator. */
    static final class UnusableNameException extends UnknownHostException {
        UnusableNameException(String message) {
            super(message);
        }
    }
}
