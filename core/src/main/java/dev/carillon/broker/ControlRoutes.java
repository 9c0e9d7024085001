package dev.carillon.broker;

import dev.carillon.http.Answer;
import dev.carillon.http.Request;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/** Passes a control request to the call that answers it. Thread-safe. */
final class ControlRoutes {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final SubscriptionCalls calls;

    ControlRoutes(BrokerFace.Services services) {
        this.calls = new SubscriptionCalls(services);
    }

    /** Answers a request whose signature is valid. */
    Answer answer(Request request, byte[] body) {
        boolean post = request.method().equals("POST");
        Optional<JsonNode> payload = post ? payload(body) : Optional.empty();
        var path = ControlPath.of(request.rawPath());
        if (!path.ofSubscriptions()) {
            throw BrokerException.notFound("Bad resource " + path.resource());
        }
        return switch (request.method()) {
            case "GET" -> calls.show(path);
            case "HEAD" -> calls.head(path);
            case "POST" -> {
                allow(path.hasRule(), request, path);
                yield calls.create(path, payload, request.headers("idempotency-key"));
            }
            case "DELETE" -> {
                allow(path.hasId(), request, path);
                yield calls.delete(path);
            }
            default -> throw notAllowed(request, path);
        };
    }

    private static void allow(boolean here, Request request, ControlPath path) {
        if (!here) {
            throw notAllowed(request, path);
        }
    }

    private static BrokerException notAllowed(Request request, ControlPath path) {
        return BrokerException.methodNotAllowed(request.method(), url(request), path.allowed());
    }

    private static Optional<JsonNode> payload(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JacksonException _) {
            throw BrokerException.notJson();
        }
    }

    private static String url(Request request) {
        String scheme = request.peer().secure() ? "https://" : "http://";
        String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        return scheme + request.header("host").orElse("") + request.rawPath() + query;
    }
}
