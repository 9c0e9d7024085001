package dev.carillon.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The option that names the running server for a command. */
final class AdminOption {
    private static final String DEFAULT = "http://127.0.0.1:9003";
    private static final String HEALTH = "/healthz";
    private static final String WELL = "ok";
    private static final int UNWELL = 503;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "the server's admin address (CARILLON_ADMIN; default " + DEFAULT + ")")
    private Optional<String> admin = Optional.empty();

    @Mixin private TrustOption trust = new TrustOption();

    /**
     * Returns the address, without a slash at its end.
     *
     * @throws CommandFailed if it is not an address
     */
    URI url() {
        String text =
                admin.or(() -> Optional.ofNullable(System.getenv("CARILLON_ADMIN")))
                        .orElse(DEFAULT)
                        .replaceAll("/+$", "");
        if (!text.matches("https?://[^/?#\\s]+")) {
            throw notUrl(text);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw notUrl(text);
        }
    }

    /** Returns whether the option was given. */
    boolean said() {
        return admin.isPresent();
    }

    /** Creates calls to the server at this address; the caller closes them. */
    ServerCalls calls() {
        return new ServerCalls(url(), trust.client());
    }

    /** Returns the certificates that the server may present. */
    TrustOption trust() {
        return trust;
    }

    /**
     * Gets a public page of the server.
     *
     * @throws CommandFailed if there is no answer, or another status than 200
     */
    String get(String path) {
        return good(path, ask(path));
    }

    /**
     * Asks the server for its health; returns its message if it is unwell, otherwise an empty text.
     *
     * @throws CommandFailed if there is no answer, or not that of an admin port
     */
    String health() {
        HttpResponse<String> answer = ask(HEALTH);
        String words = answer.statusCode() == UNWELL ? answer.body() : good(HEALTH, answer);
        return words.strip().equals(WELL) ? "" : words.strip();
    }

    private String good(String path, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new CommandFailed(
                    url() + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> ask(String path) {
        try (var calls = calls()) {
            return calls.send(HttpRequest.newBuilder(URI.create(url() + path)), LIMIT);
        }
    }

    private static CommandFailed notUrl(String text) {
        return new CommandFailed("--admin takes a URL like " + DEFAULT + ", not " + text);
    }
}
