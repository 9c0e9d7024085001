package dev.carillon.admin;

import dev.carillon.format.Dialects;
import dev.carillon.http.Answer;
import dev.carillon.http.Authentication;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Explainer;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.TopicTest;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Payload;
import dev.carillon.signature.Refusal;
import dev.carillon.signature.Verdict;
import dev.carillon.stats.Stats;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Buckets;
import dev.carillon.store.Outcome;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Answers on the admin port: {@code GET /healthz} and {@code GET /metrics} for everybody,
 * everything else only for requests signed with a key pair of this server (SigV4, service {@value
 * #SERVICE}, the whole body covered).
 *
 * <p>Signed calls take and return JSON. Errors are {@code {"error":KIND,"message":WHAT TO DO}}, and
 * a request that is answered with a status in the 400s changed nothing.
 */
public final class AdminFace implements Face {
    /** The service name in the signatures of admin requests. */
    public static final String SERVICE = "carillon";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final Health health;
    private final Stats stats;
    private final Authentication authentication;
    private final BiFunction<Request, byte[], Answer> signed;

    /**
     * The services for operators of the server.
     *
     * @param buckets finds a bucket of the server's own by its name
     * @param dialects the dialects of topics
     */
    public record Services(
            DeadLetterOffice letters,
            Replays replays,
            Explainer explainer,
            TopicTest topicTest,
            Topics topics,
            Function<String, Optional<BucketInfo>> buckets,
            Dialects dialects) {
        Optional<KeptTopic> topic(String name) {
            return topics.findShown(name);
        }

        Optional<BucketInfo> bucket(String name) {
            return buckets.apply(name);
        }

        /** Finds buckets of a store. */
        public static Function<String, Optional<BucketInfo>> bucketsOf(Buckets buckets) {
            return name ->
                    switch (buckets.head(name)) {
                        case Outcome.Done<BucketInfo>(BucketInfo bucket) -> Optional.of(bucket);
                        case Outcome.Refused<BucketInfo> _ -> Optional.empty();
                    };
        }
    }

    /**
     * Shows this health and these figures, and offers the services to senders of signed requests.
     *
     * @param authentication accepts the service {@value #SERVICE}
     */
    public AdminFace(Health health, Stats stats, Authentication authentication, Services services) {
        this(health, stats, authentication, new AdminRoutes(services)::answer);
    }

    AdminFace(
            Health health,
            Stats stats,
            Authentication authentication,
            BiFunction<Request, byte[], Answer> signed) {
        this.health = health;
        this.stats = stats;
        this.authentication = authentication;
        this.signed = signed;
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
                    case Failure.Stopping _, Failure.CannotWrite _, Failure.Busy _ ->
                            "service_unavailable";
                    case Failure.Malformed _, Failure.BadBody _ -> "bad_request";
                };
        return Json.error(failure.status(), error, failure.message());
    }

    private Answer healthz() {
        return health.trouble()
                .map(trouble -> Answer.of(503, TEXT, trouble + "\n"))
                .orElseGet(() -> Answer.of(200, TEXT, standing()));
    }

    /**
     * Returns the health text. Damage to a part is no reason to send all clients elsewhere, so the
     * status stays 200.
     */
    private String standing() {
        return health.damage().map(damage -> "degraded: " + damage + "\n").orElse("ok\n");
    }

    private Answer authenticated(Request request) throws IOException {
        var whole = authentication.check(request, MAX_BODY_BYTES);
        return switch (whole.verdict()) {
            case Verdict.Anonymous _ ->
                    Json.error(
                            401,
                            "unauthorized",
                            "Sign the request with this server's key pair (SigV4, service %s);"
                                            .formatted(SERVICE)
                                    + " our commands take it from CARILLON_ACCESS_KEY and"
                                    + " CARILLON_SECRET_KEY.");
            case Verdict.Refused(Refusal refusal) ->
                    Json.error(refusal.code().status(), refusal.code().text(), refusal.message());
            case Verdict.Verified(AccessKey _, Payload.Hashed _) ->
                    signed.apply(request, whole.body());
            case Verdict.Verified _ ->
                    Json.error(
                            403,
                            "unsigned_body",
                            "Sign the body too: x-amz-content-sha256 in hex.");
        };
    }
}
