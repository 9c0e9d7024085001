package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.http.BodyException;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.RangeException;
import dev.carillon.http.Request;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.TopicTest;
import dev.carillon.registry.AppKeys;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.TargetCheck;
import dev.carillon.signature.AccessKey;
import dev.carillon.store.ContentionException;
import dev.carillon.store.DamagedDataException;
import dev.carillon.store.Store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers the native API of Backblaze B2, versions 1 to 4 of its paths. Thread-safe.
 *
 * <p>Client errors are answered with {@code {"status","code","message"}}, without the body for
 * HEAD, and nothing is changed.
 */
public final class B2Face implements Face {
    private final B2Routes routes;

    /**
     * The settings of the B2 API.
     *
     * @param host the host name in events
     * @param s3 the address of the S3 API; empty = there is none
     * @param tokenLifetime the lifetime of a token
     * @param transactionCap most requests of a key in a day; empty = no cap
     * @param httpTargets whether rules may have plain http URLs
     */
    public record Settings(
            String host,
            Optional<String> s3,
            Duration tokenLifetime,
            OptionalLong transactionCap,
            boolean httpTargets) {}

    /**
     * The services that the API uses.
     *
     * @param targets the addresses to which the server can deliver
     */
    public record Services(
            Store store,
            AppKeys keys,
            OwnRules rules,
            Topics topics,
            Notifier notifier,
            TopicTest test,
            TargetCheck targets) {}

    /** Creates the API for the holders of keys; {@code root} is the master key. */
    public B2Face(Settings settings, AccessKey root, Services services, InstantSource clock) {
        this.routes = new B2Routes(settings, root, services, clock);
    }

    @Override
    public Answer answer(Request request) throws Exception {
        try {
            return routes.answer(request);
        } catch (B2Exception e) {
            return error(request, e.status(), e.code(), e.message());
        } catch (RangeException e) {
            return error(
                    request,
                    416,
                    "range_not_satisfiable",
                    "The file has %d bytes only: ask for fewer".formatted(e.size()));
        } catch (DamagedDataException _) {
            return failure(request, new Failure.Broken());
        } catch (ContentionException _) {
            return error(
                    request,
                    503,
                    "service_unavailable",
                    "Too many writers change this at once: try again later");
        }
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        String code =
                switch (failure) {
                    case Failure.Broken _ -> "internal_error";
                    case Failure.Stopping _, Failure.CannotWrite _, Failure.Busy _ ->
                            "service_unavailable";
                    case Failure.Malformed _ -> "bad_request";
                    case Failure.BadBody(BodyException.Reason reason) -> code(reason);
                };
        return error(request, failure.status(), code, failure.message());
    }

    private static String code(BodyException.Reason reason) {
        return switch (reason) {
            case INCOMPLETE, TOO_LARGE -> "bad_request";
            case TOO_SLOW -> "request_timeout";
        };
    }

    private static Answer error(Request request, int status, String code, String message) {
        return request.method().equals("HEAD")
                ? Answer.of(status)
                : Json.error(status, code, message);
    }
}
