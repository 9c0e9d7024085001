package dev.carillon.app;

import picocli.CommandLine.Option;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/** Where a command finds the running server it talks to. */
final class AdminOption {
    private static final String DEFAULT = "http://127.0.0.1:9003";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "the server's admin address (CARILLON_ADMIN; default " + DEFAULT + ")")
    private Optional<String> admin = Optional.empty();

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

    /**
     * Gets what everybody may see.
     *
     * @throws CommandFailed when nobody answers there, or not with 200
     */
    String get(String path) {
        URI url = url();
        try (var calls = new ServerCalls(url)) {
            var answer = calls.send(HttpRequest.newBuilder(URI.create(url + path)), LIMIT);
            if (answer.statusCode() != 200) {
                throw new CommandFailed(
                        url + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        }
    }

    private static CommandFailed notUrl(String text) {
        return new CommandFailed("--admin takes a URL like " + DEFAULT + ", not " + text);
    }
}
