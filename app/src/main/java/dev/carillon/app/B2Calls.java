package dev.carillon.app;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.B2Connection;
import dev.carillon.b2client.RuleBook;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The choice of the B2 service and key for a command. If B2_APPLICATION_KEY_ID and
 * B2_APPLICATION_KEY are set, it is Backblaze, as for the b2 command line; otherwise a Carillon
 * server on this machine, with its own key pair.
 */
final class B2Calls {
    private static final String BACKBLAZE = "https://api.backblazeb2.com";
    private static final String HERE = "http://127.0.0.1:9001";
    private static final String OWNER = "b2";

    private final Supplier<Map<String, String>> variables;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = {
                "the B2 service (B2_ENVIRONMENT; default " + BACKBLAZE,
                "with a key in B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY, else " + HERE + ")"
            })
    private Optional<String> endpoint = Optional.empty();

    @Mixin private TrustOption trust = new TrustOption();

    @Mixin private DataOption data = new DataOption();

    B2Calls() {
        this(System::getenv);
    }

    B2Calls(Map<String, String> environment) {
        this(() -> environment);
    }

    /** Creates a choice that reads the environment when it is needed. */
    B2Calls(Supplier<Map<String, String>> variables) {
        this.variables = variables;
    }

    /**
     * Runs work on the rules of the service.
     *
     * @throws CommandFailed if the service refuses or cannot be reached
     */
    <T> T with(Function<RuleBook, T> work) {
        Service service = service();
        try (B2Connection connection = open(service)) {
            return work.apply(new RuleBook(connection));
        } catch (B2ClientException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Opens a connection to a service; the caller closes it. */
    B2Connection open(Service service) {
        return new B2Connection(service.url(), service.key(), trust.client());
    }

    /** Creates a client that accepts the certificates of the service; the caller closes it. */
    HttpClient client() {
        return trust.client();
    }

    /** The address of a service and the key for it. */
    record Service(URI url, AccessKey key) {}

    /**
     * Returns the service that options and environment choose.
     *
     * @throws CommandFailed if they choose none
     */
    Service service() {
        Optional<AccessKey> given = applicationKey();
        URI url = url(given.isPresent() ? BACKBLAZE : HERE);
        return new Service(url, given.orElseGet(data::rootKey));
    }

    /** Returns the key of the environment. A named data folder takes precedence over it. */
    private Optional<AccessKey> applicationKey() {
        Map<String, String> environment = variables.get();
        String id = environment.getOrDefault("B2_APPLICATION_KEY_ID", "");
        String secret = environment.getOrDefault("B2_APPLICATION_KEY", "");
        if (data.said() || (id.isEmpty() && secret.isEmpty())) {
            return Optional.empty();
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw new CommandFailed(
                    "B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY are one key: set both, or none");
        }
        try {
            return Optional.of(new AccessKey(id, Secret.of(secret), OWNER));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("B2_APPLICATION_KEY_ID: " + e.getMessage(), e);
        }
    }

    private URI url(String usual) {
        String text =
                endpoint.or(() -> Optional.ofNullable(variables.get().get("B2_ENVIRONMENT")))
                        .filter(found -> !found.equals("production"))
                        .orElse(usual)
                        .replaceAll("/+$", "");
        if (!text.matches("https?://[^/?#@\\s]+")) {
            throw new CommandFailed("--endpoint takes a URL like " + HERE + ", not " + text);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--endpoint takes a URL like " + HERE + ", not " + text, e);
        }
    }
}
