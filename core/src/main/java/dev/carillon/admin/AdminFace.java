package dev.carillon.admin;

import dev.carillon.http.Answer;
import dev.carillon.http.Authentication;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Payload;
import dev.carillon.signature.Refusal;
import dev.carillon.signature.Verdict;
import dev.carillon.stats.Stats;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers on the admin port: {@code GET /healthz} and {@code GET /metrics} to everybody, all else
 * only to who signs with a key pair of this server (SigV4, service {@value #SERVICE}, the whole
 * body covered).
 *
 * <p>Errors are JSON: {@code {"error":CODE,"message":WHAT TO DO}}.
 */
public final class AdminFace implements Face {
    /** The service name in the signatures of admin requests. */
    public static final String SERVICE = "carillon";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Health health;
    private final Stats stats;
    private final Authentication authentication;

    /**
     * Shows this health and these figures.
     *
     * @param authentication accepts the service {@value #SERVICE}
     */
    public AdminFace(Health health, Stats stats, Authentication authentication) {
        this.health = health;
        this.stats = stats;
        this.authentication = authentication;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        return switch (request.method() + " " + request.rawPath()) {
            case "GET /healthz", "HEAD /healthz" -> healthz();
            case "GET /metrics", "HEAD /metrics" ->
                    Answer.written(200, Stats.CONTENT_TYPE, stats::write);
            default -> authenticated(request);
        };
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        String error =
                switch (failure) {
                    case Failure.Broken _ -> "internal_error";
                    case Failure.Stopping _, Failure.CannotWrite _ -> "service_unavailable";
                    case Failure.Malformed _, Failure.BadBody _ -> "bad_request";
                };
        return error(failure.status(), error, failure.message());
    }

    private Answer healthz() {
        return health.trouble()
                .map(it -> Answer.of(503, TEXT, it + "\n"))
                .orElseGet(() -> Answer.of(200, TEXT, "ok\n"));
    }

    private Answer authenticated(Request request) throws IOException {
        byte[] body = request.bytes(MAX_BODY_BYTES);
        return switch (authentication.check(request, body)) {
            case Verdict.Anonymous _ ->
                    error(
                            401,
                            "unauthorized",
                            "Sign the request with this server's key pair (SigV4, service %s);"
                                            .formatted(SERVICE)
                                    + " our commands take it from CARILLON_ACCESS_KEY and"
                                    + " CARILLON_SECRET_KEY.");
            case Verdict.Refused(Refusal refusal) ->
                    error(refusal.code().status(), refusal.code().text(), refusal.message());
            case Verdict.Verified(AccessKey _, Payload.Hashed _) -> notFound(request);
            case Verdict.Verified _ ->
                    error(403, "unsigned_body", "Sign the body too: x-amz-content-sha256 in hex.");
        };
    }

    private static Answer notFound(Request request) {
        return error(
                404,
                "not_found",
                "There is no %s %s here. Is the command newer than the server?"
                        .formatted(request.method(), request.rawPath()));
    }

    private static Answer error(int status, String error, String message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("error", error);
        fields.put("message", message);
        return Answer.of(status, "application/json", JSON.writeValueAsBytes(fields));
    }
}
