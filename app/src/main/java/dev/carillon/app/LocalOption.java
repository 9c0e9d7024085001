package dev.carillon.app;

import dev.carillon.listen.ListenException;
import dev.carillon.receive.Receiver;
import dev.carillon.receive.Rehearsal;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The options for the local service that gets the events. */
final class LocalOption {
    private static final String IN_DOCKER = "http://host.docker.internal:8080";
    private static final String USUAL = "http://localhost:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the local service (default " + USUAL + "; in Docker " + IN_DOCKER + ")")
    private Optional<String> url = Optional.empty();

    @Option(names = "--run-server", description = "run a local service that prints what it gets")
    private boolean runServer;

    @Option(
            names = "--rate-limit-frequency",
            paramLabel = "PERCENT",
            description = "with --run-server: answer 429 to this share of the messages")
    private Optional<Integer> rateLimit = Optional.empty();

    @Option(
            names = "--retry-after",
            paramLabel = "SECONDS",
            description = "with --run-server: Retry-After of those answers")
    private Optional<Integer> retryAfter = Optional.empty();

    /** Checks what goes together. */
    void check(CommandSpec spec) {
        if (url.isPresent() && runServer) {
            throw wrong(spec, "argument --run-server: not allowed with argument --url");
        }
        if (!runServer && (rateLimit.isPresent() || retryAfter.isPresent())) {
            throw wrong(spec, "--rate-limit-frequency and --retry-after need --run-server");
        }
        if (rateLimit.filter(percent -> percent < 0 || percent > 100).isPresent()) {
            throw wrong(spec, "--rate-limit-frequency takes a percentage from 0 to 100");
        }
        if (retryAfter.filter(seconds -> seconds < 0).isPresent()) {
            throw wrong(spec, "--retry-after takes a number of seconds");
        }
    }

    /** Returns the local service as the user wrote it. */
    String shown() {
        return url.orElseGet(() -> inDocker() ? IN_DOCKER : USUAL);
    }

    /**
     * Returns the URL of a local service as it was written, with {@code http} if it has no scheme.
     *
     * @throws ListenException if it is not a URL
     */
    static URI parsed(String shown) {
        String text = shown.contains("://") ? shown : "http://" + shown;
        try {
            URI found = URI.create(text);
            boolean web = "http".equals(found.getScheme()) || "https".equals(found.getScheme());
            if (web && found.getHost() != null) {
                return found.getRawPath().isEmpty() ? found.resolve("/") : found;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw new ListenException("--url takes a URL like " + USUAL + ", not " + shown);
    }

    /** Creates the service of {@code --run-server}; empty without that option. */
    Optional<Receiver> server(Appendable out) {
        if (!runServer) {
            return Optional.empty();
        }
        List<Rehearsal.Share> shares =
                rateLimit
                        .filter(percent -> percent > 0)
                        .map(percent -> Rehearsal.Share.parse("429:" + percent + "%"))
                        .map(List::of)
                        .orElseGet(List::of);
        var rehearsal =
                new Rehearsal(
                        shares,
                        Duration.ZERO,
                        retryAfter.map(Duration::ofSeconds),
                        Optional.empty());
        var options =
                new Receiver.Options("localhost", 0, Receiver.Style.REQUESTS, List.of(), rehearsal);
        return Optional.of(new Receiver(options, InstantSource.system(), out));
    }

    private static boolean inDocker() {
        if (Files.exists(Path.of("/.dockerenv"))) {
            return true;
        }
        try {
            return Files.readString(Path.of("/proc/self/mountinfo")).contains("docker");
        } catch (IOException _) {
            return false;
        }
    }

    private static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
