package dev.carillon.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Where a command finds the running server it talks to. */
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
     * The address, without a slash at its end.
     *
     * @throws CommandFailed when it is none
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

    /** Starts calls to the server at this address; the caller closes them. */
    ServerCalls calls() {
        return new ServerCalls(url(), trust.client());
    }

    /** The certificates that the server may prove itself with. */
    TrustOption trust() {
        return trust;
    }

    /**
     * Gets a public page of the server.
     *
     * @throws CommandFailed when nobody answers there, or not with 200
     */
    String get(String path) {
        return good(path, ask(path));
    }

    /**
     * Asks the server whether it is well; returns its own words if it is not, else nothing.
     *
     * @throws CommandFailed when nobody answers there, or not as an admin port does
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
