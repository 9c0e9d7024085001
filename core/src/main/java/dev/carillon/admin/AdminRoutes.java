package dev.carillon.admin;

import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.json.JsonFields;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes a request with a valid signature to the call that answers it. Thread-safe. */
final class AdminRoutes {
    private static final String LETTERS = "/v1/deadletters";

    /**
     * The path of a topic test; the name may contain a slash, because the topic of a rule with its
     * own address is called BUCKET/RULE.
     */
    private static final Pattern TOPIC_TEST = Pattern.compile("/v1/topics/(.+)/test");

    private final DeadLetterCalls letters;
    private final TopicCalls topics;
    private final Map<String, Route> routes;

    AdminRoutes(AdminFace.Services services) {
        letters = new DeadLetterCalls(services);
        topics = new TopicCalls(services);
        routes =
                Map.of(
                        LETTERS,
                        Route.get(letters::list),
                        LETTERS + "/replay",
                        Route.post(letters::replay),
                        LETTERS + "/purge",
                        Route.post(letters::purge),
                        "/v1/replay",
                        Route.post(new ReplayCalls(services)::replay),
                        "/v1/explain",
                        Route.get(new ExplainCalls(services)::explain));
    }

    /** A call and its HTTP method. */
    private record Route(String method, Function<JsonFields, JsonNode> call) {
        static Route get(Function<JsonFields, JsonNode> call) {
            return new Route("GET", call);
        }

        static Route post(Function<JsonFields, JsonNode> call) {
            return new Route("POST", call);
        }

        boolean takes(String asked) {
            return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
        }

        JsonFields fields(Request request, byte[] body) {
            return method.equals("GET") ? AdminFields.of(request.query()) : AdminFields.of(body);
        }
    }

    /** Answers a request; a failure is answered in JSON too. */
    Answer answer(Request request, byte[] body) {
        Optional<Route> found = find(request.path());
        if (found.isEmpty()) {
            return notFound(request);
        }
        Route route = found.get();
        if (!route.takes(request.method())) {
            return wrongMethod(request, route);
        }
        try {
            return Json.answer(200, route.call().apply(route.fields(request, body)));
        } catch (AdminException e) {
            return Json.error(e.status(), e.error(), e.text());
        }
    }

    private Optional<Route> find(String path) {
        Route route = routes.get(path);
        if (route != null) {
            return Optional.of(route);
        }
        Matcher test = TOPIC_TEST.matcher(path);
        if (test.matches()) {
            return Optional.of(Route.post(fields -> topics.test(test.group(1), fields)));
        }
        return path.startsWith(LETTERS + "/")
                ? Optional.of(letter(path.substring(LETTERS.length() + 1)))
                : Optional.empty();
    }

    private Route letter(String id) {
        return Route.get(fields -> letters.show(id, fields));
    }

    private static Answer notFound(Request request) {
        return Json.error(
                404,
                "not_found",
                "There is no %s %s here. Is the command newer than the server?"
                        .formatted(request.method(), request.rawPath()));
    }

    private static Answer wrongMethod(Request request, Route route) {
        return Json.error(
                        405,
                        "method_not_allowed",
                        "%s must be called with %s, not with %s."
                                .formatted(request.rawPath(), route.method(), request.method()))
                .with("Allow", route.method());
    }
}
