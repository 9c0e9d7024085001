package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.Authentication;
import dev.carillon.http.BodyException;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.RangeException;
import dev.carillon.http.Request;
import dev.carillon.http.XmlWriter;
import dev.carillon.notifier.Handshakes;
import dev.carillon.notifier.Notifier;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.TargetCheck;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Payload;
import dev.carillon.signature.RefusedException;
import dev.carillon.signature.Verdict;
import dev.carillon.store.ContentionException;
import dev.carillon.store.DamagedDataException;
import dev.carillon.store.Store;
import dev.carillon.tail.Tails;

import java.time.InstantSource;
import java.util.Map;

/**
 * Answers the S3 API, path style and virtual-hosted style. Thread-safe.
 *
 * <p>Every answer carries {@code x-amz-request-id}, which events repeat, and {@code x-amz-id-2}.
 * Client errors are answered with S3's error document, and nothing is changed.
 */
public final class S3Face implements Face {
    private final Settings settings;
    private final Authentication authentication;
    private final S3Routes routes;
    private final S3Keys keys;

    /**
     * The addresses of the API.
     *
     * @param region returned to clients that ask; they may sign for any region
     * @param host the host name in {@code x-amz-id-2} and in events
     * @param hosts the host names that requests may use
     */
    public record Settings(String region, String host, S3Hosts hosts) {
        /** Creates settings for this machine, with buckets below {@code localhost}. */
        public Settings(String region, String host) {
            this(region, host, S3Hosts.ofLocalhost());
        }
    }

    /**
     * The services that configure notifications.
     *
     * @param notifier is notified of changed rules
     * @param targets the addresses to which the server can deliver
     * @param handshakes ask endpoints to confirm their subscription
     */
    public record Notifications(
            OwnRules rules,
            Topics topics,
            Notifier notifier,
            TargetCheck targets,
            Handshakes handshakes) {}

    /**
     * The services that the API uses.
     *
     * @param keys the same as those of the authentication
     */
    public record Services(
            Store store,
            Notifications notifications,
            Tails tails,
            S3Keys keys,
            InstantSource clock) {}

    /** Creates the API for requests with a valid signature. */
    public S3Face(Settings settings, Authentication authentication, Services services) {
        this.settings = settings;
        this.authentication = authentication;
        this.routes = new S3Routes(services, settings.region());
        this.keys = services.keys();
    }

    @Override
    public Answer answer(Request request) throws Exception {
        return marked(request, checked(request));
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        S3Error error =
                switch (failure) {
                    case Failure.Broken _ -> S3Error.INTERNAL_ERROR;
                    case Failure.Stopping _, Failure.CannotWrite _ -> S3Error.SERVICE_UNAVAILABLE;
                    case Failure.Busy _ -> S3Error.SLOW_DOWN;
                    case Failure.Malformed(int status) -> ofMalformed(status);
                    case Failure.BadBody(BodyException.Reason reason) -> of(reason);
                };
        var refusal = new S3Refusal(error.code(), failure.status(), failure.message(), Map.of());
        return marked(request, error(request, refusal));
    }

    private Answer checked(Request request) throws Exception {
        try {
            S3Hosts.Style style = settings.hosts().style(request);
            S3Address address = S3Address.of(request, style);
            refuseUnsigned(request);
            return switch (verdict(request, style)) {
                case Verdict.Verified(AccessKey key, Payload payload) ->
                        routes.answer(
                                new S3Call(
                                        QueryHeaders.merged(request),
                                        address,
                                        key.id(),
                                        rights(key),
                                        key.owner(),
                                        settings.host(),
                                        payload));
                case Verdict.Anonymous _ -> error(request, S3Refusal.of(S3Error.ACCESS_DENIED));
                case Verdict.Refused(var refusal) -> error(request, S3Refusal.of(refusal));
            };
        } catch (S3Exception e) {
            return error(request, e.refusal());
        } catch (RangeException e) {
            return error(
                    request,
                    S3Refusal.of(S3Error.INVALID_RANGE)
                            .with("ActualObjectSize", Long.toString(e.size())));
        } catch (RefusedException e) {
            return error(request, S3Refusal.of(e.refusal()));
        } catch (NotificationXmlException e) {
            String message = String.valueOf(e.getMessage());
            return error(
                    request, new S3Refusal(e.code().text(), e.code().status(), message, Map.of()));
        } catch (DamagedDataException _) {
            return error(request, S3Refusal.of(S3Error.INTERNAL_ERROR));
        } catch (ContentionException e) {
            return error(request, S3Refusal.of(S3Error.SLOW_DOWN));
        }
    }

    /** Returns the rights of a key; it may have been deleted since the signature was checked. */
    private KeyRights rights(AccessKey key) {
        return keys.rights(key.id()).orElseThrow(() -> new S3Exception(S3Error.ACCESS_DENIED));
    }

    /** Checks the signature of a request. Version 2 covers the bucket even if the host names it. */
    private Verdict verdict(Request request, S3Hosts.Style style) {
        return switch (style) {
            case S3Hosts.Style.Virtual(String bucket) ->
                    authentication.check(request, "/" + bucket);
            case S3Hosts.Style.Path _, S3Hosts.Style.Unknown _ -> authentication.check(request);
        };
    }

    /**
     * Refuses requests of browsers by kind: they never have a signature in a header, so a request
     * to sign them would not help.
     */
    private static void refuseUnsigned(Request request) {
        if (request.method().equals("OPTIONS")) {
            throw new S3Exception(
                    S3Error.NOT_IMPLEMENTED,
                    "OPTIONS (CORS) is not in this version of Carillon: let a proxy in front answer"
                            + " it");
        }
        boolean form =
                request.method().equals("POST")
                        && request.header("content-type")
                                .filter(header -> header.startsWith("multipart/form-data"))
                                .isPresent();
        if (form) {
            throw new S3Exception(
                    S3Error.NOT_IMPLEMENTED,
                    "Uploads by POST form are not in this version of Carillon: upload with PUT, and"
                            + " a presigned URL");
        }
    }

    private Answer error(Request request, S3Refusal refusal) {
        var out =
                XmlWriter.declared()
                        .open("Error")
                        .element("Code", refusal.code())
                        .element("Message", refusal.message())
                        .element("Resource", request.rawPath());
        refusal.details().forEach(out::element);
        out.element("RequestId", request.id()).element("HostId", settings.host());
        var answer = Answer.of(refusal.status(), "application/xml", out.close().bytes());
        if (refusal.deleteMarker()) {
            answer = answer.with("x-amz-delete-marker", "true");
        }
        String size = refusal.details().get("ActualObjectSize");
        return size == null ? answer : answer.with("Content-Range", "bytes */" + size);
    }

    private Answer marked(Request request, Answer answer) {
        return answer.with("x-amz-request-id", request.id()).with("x-amz-id-2", settings.host());
    }

    private static S3Error ofMalformed(int status) {
        return switch (status) {
            case 417 -> S3Error.EXPECTATION_FAILED;
            case 505 -> S3Error.INVALID_REQUEST;
            default -> S3Error.INVALID_URI;
        };
    }

    private static S3Error of(BodyException.Reason reason) {
        return switch (reason) {
            case INCOMPLETE -> S3Error.INCOMPLETE_BODY;
            case TOO_SLOW -> S3Error.REQUEST_TIMEOUT;
            case TOO_LARGE -> S3Error.ENTITY_TOO_LARGE;
        };
    }
}
