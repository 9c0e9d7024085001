package dev.carillon.endpoint;

import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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
    private final boolean secretsInCleartext;
    private final Tokens tokens = new Tokens(this::tokenSource);
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
        this(environment, InetAddress::getAllByName, LONGEST_LIFE, HttpConnections.KEEP_IDLE);
    }

    HttpEndpointProvider(
            AddressGuard guard,
            GuardedNames.Lookup lookup,
            InstantSource clock,
            Duration longestLife) {
        this(new EndpointEnvironment(guard, clock), lookup, longestLife, HttpConnections.KEEP_IDLE);
    }

    HttpEndpointProvider(
            EndpointEnvironment environment,
            GuardedNames.Lookup lookup,
            Duration longestLife,
            Duration keepIdle) {
        guard = environment.guard();
        clock = environment.clock();
        secretsInCleartext = environment.secretsInCleartext();
        names = new GuardedNames(guard, lookup, CONNECT_LIMIT);
        settings =
                new HttpConnections.Settings(
                        "Carillon/" + version(), CONNECT_LIMIT, longestLife, keepIdle);
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
            return refusedAddress(address).or(() -> badOptions(address, target));
        } catch (IllegalArgumentException e) {
            return Optional.of(target.shown() + ": " + e.getMessage());
        }
    }

    private Optional<String> badOptions(HttpAddress address, Target target) {
        try {
            Optional<String> tokenUrl = HttpOptions.of(target, address).tokenUrl();
            return tokenUrl.flatMap(this::badTokenUrl).or(() -> badTls(address, tokenUrl, target));
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private Optional<String> badTokenUrl(String url) {
        HttpAddress address;
        try {
            address = HttpAddress.parse(url);
        } catch (IllegalArgumentException e) {
            return Optional.of("oauth-token-url: " + e.getMessage());
        }
        if (address.authorization().isPresent()) {
            return Optional.of(
                    "oauth-token-url: write user and password as oauth-client-id and"
                            + " oauth-client-secret, and not in the URL");
        }
        if (!address.secure() && !secretsInCleartext && !thisMachine(address)) {
            return Optional.of(
                    "oauth-token-url must begin with https://, because the client's secret is sent"
                            + " to it; http:// is for this machine, or with"
                            + " --allow-secrets-in-cleartext");
        }
        return refusedAddress(address).map(objection -> "oauth-token-url: " + objection);
    }

    private static boolean thisMachine(HttpAddress address) {
        return address.place().fixed().filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private Optional<String> badTls(HttpAddress address, Optional<String> tokenUrl, Target target) {
        var tls = ClientTls.of(target.options(), clock);
        if (address.secure()
                || tokenUrl.map(HttpAddress::parse).stream().anyMatch(HttpAddress::secure)) {
            return tls.objection();
        }
        return tls.presentsCertificate()
                ? Optional.of(
                        "ssl-certificate-location needs https:// in push-endpoint or"
                                + " oauth-token-url: http:// presents no certificate")
                : Optional.empty();
    }

    /** Leaves the topic out, so that topics with one URL share its connections. */
    @Override
    public Target relevant(Target target) {
        return target.of(Optional.empty());
    }

    /**
     * Opens the endpoint.
     *
     * @throws IllegalArgumentException if the address is no URL, which {@link #objection} reports
     *     earlier
     */
    @Override
    public Endpoint open(Target target) {
        return open(target, tokens::take, AttemptWatch.NONE);
    }

    /** Sends over connections of its own and with a new token; both are forgotten afterwards. */
    Diagnosis diagnose(Target target, Message message, Duration limit) {
        var recorder = new DiagnosisRecorder(limit);
        try (var fresh = open(target, tokens::fresh, recorder)) {
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

    private HttpEndpoint open(
            Target target, Function<TokenRequest, Authorization> source, AttemptWatch watch) {
        var address = HttpAddress.parse(target.address());
        var options = HttpOptions.of(target, address);
        var trust = new TlsTrust(ClientTls.of(target.options(), clock));
        var parts = new HttpConnections.Parts(watch.over(names), watch::socket, watch.over(trust));
        var endpoint =
                new HttpEndpoint(
                        target,
                        new HttpEndpoint.Parts(
                                address,
                                options,
                                authorization(options, source),
                                HttpConnections.open(parts, settings),
                                watch),
                        this);
        open.add(endpoint);
        return endpoint;
    }

    private static Authorization authorization(
            HttpOptions options, Function<TokenRequest, Authorization> source) {
        if (options.missing().isPresent()) {
            return new Authorization.Incomplete(options.missing().get());
        }
        return options.token()
                .map(source)
                .orElseGet(() -> new Authorization.Fixed(options.authorization()));
    }

    private TokenSource tokenSource(TokenRequest request) {
        var trust = new TlsTrust(ClientTls.of(request.tls(), clock));
        var parts = new HttpConnections.Parts(names, Socket::new, trust);
        var connections = HttpConnections.open(parts, settings);
        return new TokenSource(
                request, new TokenCall(request, connections, deadlines, clock), clock);
    }

    private Optional<String> refusedAddress(HttpAddress address) {
        return address.place().fixed().flatMap(guard::objection);
    }

    private static String version() {
        String version = HttpEndpointProvider.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
