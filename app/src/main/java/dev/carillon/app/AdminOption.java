package dev.carillon.app;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Where a command finds the running server it talks to. */
final class AdminOption {
    private static final String DEFAULT = "http://127.0.0.1:9003";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description =
                    "the admin address of the server (CARILLON_ADMIN; default " + DEFAULT + ")")
    private Optional<String> admin = Optional.empty();

    /** The address, without a slash at its end. */
    String url() {
        return admin.or(() -> Optional.ofNullable(System.getenv("CARILLON_ADMIN")))
                .orElse(DEFAULT)
                .replaceAll("/+$", "");
    }

    /**
     * Gets what everybody may see.
     *
     * @throws CommandFailed when nobody answers there, or not with 200
     */
    String get(String path) {
        try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(LIMIT).build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CommandFailed(
                        url() + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--admin takes a URL like " + DEFAULT + ", not " + url(), e);
        } catch (ConnectException e) {
            throw new CommandFailed(
                    "no server answers at "
                            + url()
                            + ": start one (carillon serve), or say where it is with --admin URL",
                    e);
        } catch (IOException e) {
            throw new CommandFailed("the call to " + url() + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }
}
