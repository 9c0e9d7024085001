package dev.carillon.admin;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A kind of endpoint of a test, for {@code toy://NAME} addresses: a toy named {@code lost} is never
 * reached, and one named {@code picky} takes nothing. It comes into a server by the class path.
 */
public final class ToyEndpoints implements EndpointProviderFactory {
    static final TopicAttribute LOUD = TopicAttribute.truth("toy-loud", false);
    static final TopicAttribute KEY = TopicAttribute.secret("toy-key");

    private static final EndpointKind KIND =
            EndpointKind.of("toy", Set.of("toy"), LOUD, KEY)
                    .diagnosing(
                            new DiagnosisStep(
                                    "shelf", "Put the toy back on its shelf.", "Tidy up first."),
                            new DiagnosisStep("play", "Mend the toy.", "Wind the toy up."));

    private static final List<Toy> SENT = new CopyOnWriteArrayList<>();
    private static final List<String> CLOSED = new CopyOnWriteArrayList<>();

    /** A body that reached a toy. */
    record Toy(Target target, String body) {}

    /** Forgets what was sent before. */
    static void forget() {
        SENT.clear();
        CLOSED.clear();
    }

    /** Returns everything that was sent so far. */
    static List<Toy> sent() {
        return List.copyOf(SENT);
    }

    /** The addresses of the endpoints that were closed so far. */
    static List<String> closed() {
        return List.copyOf(CLOSED);
    }

    /** Creates a class path that names this kind beside all others. */
    static URLClassLoader classPath(Path folder) throws IOException {
        Path named = folder.resolve("META-INF/services/" + EndpointProviderFactory.class.getName());
        Files.createDirectories(named.getParent());
        Files.writeString(named, ToyEndpoints.class.getName());
        return new URLClassLoader(new URL[] {url(folder)}, ToyEndpoints.class.getClassLoader());
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }

    @Override
    public EndpointProvider create(EndpointEnvironment environment) {
        return new Provider();
    }

    private static final class Provider implements EndpointProvider {
        @Override
        public EndpointKind kind() {
            return KIND;
        }

        @Override
        public Optional<String> objection(Target target) {
            return target.address().equals("toy://none")
                    ? Optional.of("There is no such toy: name another")
                    : Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            return new Box(target);
        }
    }

    private record Box(Target target) implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            if (limit.isZero()) {
                return new TimedOut(limit);
            }
            SENT.add(new Toy(target, new String(message.body(), StandardCharsets.UTF_8)));
            return switch (target.address()) {
                case "toy://lost" -> new Unreachable("the shelf is empty");
                case "toy://picky" -> Refused.stated("returned: not my colour", Scope.MESSAGE);
                default -> new Accepted(OptionalInt.empty());
            };
        }

        @Override
        public Diagnosis diagnose(Message message, Duration limit) {
            AttemptResult result = send(message, limit);
            boolean found = !(result instanceof Unreachable);
            var shelf = new Step("shelf", found, Duration.ZERO, target.address());
            var play = new Step("play", result.accepted(), Duration.ZERO, result.summary());
            return new Diagnosis(
                    found ? List.of(shelf, play) : List.of(shelf), result, KIND.steps());
        }

        @Override
        public void close() {
            CLOSED.add(target.address());
        }
    }
}
