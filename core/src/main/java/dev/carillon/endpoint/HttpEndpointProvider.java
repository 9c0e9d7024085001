package dev.carillon.endpoint;

import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens endpoints for {@code http} and {@code https} targets, whose attributes are in {@link
 * HttpKind}; {@code user:password@} in the URL becomes Basic authentication.
 *
 * <p>Connecting is limited to 5 s for each address, the look-up of names included. A connection is
 * used for at most 5 min, so a name's new address or an expired certificate is noticed within that
 * time. Thread-safe; closing it closes the endpoints that it opened.
 */
public final class HttpEndpointProvider implements EndpointProvider {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final Duration SWEEP_PAUSE = Duration.ofSeconds(10);

    private final AddressGuard guard;
    private final GuardedNames names;
    private final InstantSource clock;
    private final HttpConnections.Settings settings;
    private final AnswerReader answers;
    private final Deadlines deadlines = new Deadlines();
    private final Set<HttpEndpoint> open = ConcurrentHashMap.newKeySet();

    /**
     * Creates a provider.
     *
     * @param guard decides about addresses, at configuration and at each connection
     */
    public HttpEndpointProvider(AddressGuard guard) {
        this(new EndpointEnvironment(guard, InstantSource.system()));
    }

    HttpEndpointProvider(EndpointEnvironment environment) {
        this(environment.guard(), InetAddress::getAllByName, environment.clock(), LONGEST_LIFE);
    }

    HttpEndpointProvider(
            AddressGuard guard,
            GuardedNames.Lookup lookup,
            InstantSource clock,
            Duration longestLife) {
        this.guard = guard;
        this.clock = clock;
        names = new GuardedNames(guard, lookup, CONNECT_LIMIT);
        settings =
                new HttpConnections.Settings("Carillon/" + version(), CONNECT_LIMIT, longestLife);
        answers = new AnswerReader(deadlines, clock);
        deadlines.every(SWEEP_PAUSE, () -> open.forEach(HttpEndpoint::closeIdle));
    }

    @Override
    public EndpointKind kind() {
        return HttpKind.KIND;
    }

    @Override
    public Optional<String> objection(Target target) {
        try {
            var address = HttpAddress.parse(target.address());
            return refusedAddress(address).or(() -> badTrust(address, target));
        } catch (IllegalArgumentException e) {
            return Optional.of(target.shown() + ": " + e.getMessage());
        }
    }

    /**
     * Opens the endpoint.
     *
     * @throws IllegalArgumentException if the address is no URL, which {@link #objection} reports
     *     earlier
     */
    @Override
    public Endpoint open(Target target) {
        return open(target, AttemptWatch.NONE);
    }

    /** Sends over connections of its own, which are closed afterwards. */
    Diagnosis diagnose(Target target, Message message, Duration limit) {
        var recorder = new DiagnosisRecorder(limit);
        try (var fresh = open(target, recorder)) {
            return recorder.diagnosis(fresh.send(message, limit));
        }
    }

    /** Closes all endpoints it opened, aborting their attempts. */
    @Override
    public void close() {
        open.forEach(HttpEndpoint::close);
        deadlines.close();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    AnswerReader answers() {
        return answers;
    }

    void forget(HttpEndpoint endpoint) {
        open.remove(endpoint);
    }

    private HttpEndpoint open(Target target, AttemptWatch watch) {
        var trust = new TlsTrust(target, clock);
        var parts = new HttpConnections.Parts(watch.over(names), watch::socket, watch.over(trust));
        var made = HttpConnections.open(parts, settings);
        var endpoint = new HttpEndpoint(target, made, watch, this);
        open.add(endpoint);
        return endpoint;
    }

    private Optional<String> refusedAddress(HttpAddress address) {
        Optional<InetAddress> named =
                address.localName()
                        ? Optional.of(InetAddress.getLoopbackAddress())
                        : address.literal();
        return named.flatMap(guard::objection);
    }

    private Optional<String> badTrust(HttpAddress address, Target target) {
        return address.secure() ? new TlsTrust(target, clock).objection() : Optional.empty();
    }

    private static String version() {
        String version = HttpEndpointProvider.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
