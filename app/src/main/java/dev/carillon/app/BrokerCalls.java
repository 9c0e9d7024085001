package dev.carillon.app;

import dev.carillon.server.BrokerConfig;
import dev.carillon.server.ConfigException;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Percent;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Secret;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calls an event broker, ours or the original one, with signed requests. Every call throws {@link
 * CommandFailed} with the broker's message if it is refused.
 */
final class BrokerCalls {
    private static final String DEFAULT = "http://127.0.0.1:9002";
    private static final String SUBSCRIPTIONS = "/@subscriptions";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final Map<String, String> environment;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "the broker's address (CARILLON_BROKER; default " + DEFAULT + ")")
    private Optional<String> broker = Optional.empty();

    @Option(
            names = "--v1",
            description =
                    "sign only the body, as the original broker requires; a strict broker refuses"
                            + " that")
    private boolean bodyOnly;

    @Mixin private TrustOption trust = new TrustOption();

    /**
     * Creates calls.
     *
     * @param environment the variables of the process
     */
    BrokerCalls(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns the path of subscriptions, narrowed by names that are not empty. */
    static String path(String... names) {
        return Stream.of(names)
                .takeWhile(name -> !name.isEmpty())
                .map(name -> "/" + Percent.encode(name))
                .collect(Collectors.joining("", SUBSCRIPTIONS, ""));
    }

    /** Returns a document of the broker. */
    JsonNode get(String path) {
        return document(good(send("GET", path, "", Map.of())));
    }

    /** Returns a document of the broker; empty if there is none. */
    Optional<JsonNode> find(String path) {
        HttpResponse<String> answer = send("GET", path, "", Map.of());
        return answer.statusCode() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(document(good(answer)));
    }

    /** Creates something and returns the broker's answer. */
    JsonNode create(String path, JsonNode body, Map<String, String> headers) {
        return document(good(send("POST", path, body.toString(), headers)));
    }

    /** Deletes something and returns what it was. */
    JsonNode delete(String path) {
        return document(good(send("DELETE", path, "", Map.of())));
    }

    /** Publishes a message of events, as B2 does: only its body is signed. */
    void publish(JsonNode message) {
        byte[] body = message.toString().getBytes(StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<String, String>();
        headers.put(B2Signature.HEADER, B2Signature.of(secret(), body));
        headers.put("content-type", "application/json; charset=UTF-8");
        headers.put("user-agent", "B2/EventNotifications");
        good(exchange("POST", "/", body, headers));
    }

    private HttpResponse<String> send(
            String method, String path, String text, Map<String, String> more) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<>(more);
        if (bodyOnly) {
            headers.put(B2Signature.HEADER, B2Signature.of(secret(), body));
        } else {
            String time = Long.toString(Instant.now().getEpochSecond());
            var head = new RequestSignature.Head(method, path, time);
            headers.put(RequestSignature.TIME_HEADER, time);
            headers.put(B2Signature.HEADER, RequestSignature.of(secret(), head, body));
        }
        return exchange(method, path, body, headers);
    }

    private HttpResponse<String> exchange(
            String method, String path, byte[] body, Map<String, String> headers) {
        URI url = url();
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try (var calls =
                new ServerCalls(
                        url,
                        trust.client(),
                        "start one (carillon broker), or say where it is with --broker URL")) {
            return calls.send(request, LIMIT);
        }
    }

    private HttpResponse<String> good(HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            return answer;
        }
        Optional<String> advice = answer.headers().firstValue("x-carillon-warning");
        if (answer.statusCode() == UNAUTHORIZED) {
            throw new CommandFailed(
                    advice.orElse(
                            "the broker at %s does not accept the signature: is %s its secret? (The original broker takes --v1 only.)"
                                    .formatted(url(), BrokerConfig.SECRET_VARIABLE)));
        }
        throw new CommandFailed(
                "the broker at %s answered %d: %s"
                        .formatted(url(), answer.statusCode(), answer.body().strip()));
    }

    private JsonNode document(HttpResponse<String> answer) {
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw new CommandFailed(
                    url() + " does not answer as an event broker does: is --broker right?", e);
        }
    }

    private URI url() {
        String text =
                broker.or(() -> Optional.ofNullable(environment.get("CARILLON_BROKER")))
                        .orElse(DEFAULT)
                        .replaceAll("/+$", "");
        if (!text.matches("https?://[^/?#@\\s]+")) {
            throw notUrl(text);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw notUrl(text);
        }
    }

    private static CommandFailed notUrl(String text) {
        return new CommandFailed("--broker takes a URL like " + DEFAULT + ", not " + text);
    }

    /** Returns the newest secret of the environment. */
    private Secret secret() {
        try {
            return BrokerConfig.secrets(environment).stream()
                    .findFirst()
                    .orElseThrow(() ->
                            new CommandFailed(
                                    "no secret to sign with: set the variable "
                                            + BrokerConfig.SECRET_VARIABLE
                                            + " to the broker's"));
        } catch (ConfigException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
