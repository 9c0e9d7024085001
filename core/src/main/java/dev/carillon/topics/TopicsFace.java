package dev.carillon.topics;

import dev.carillon.http.Answer;
import dev.carillon.http.Authentication;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.http.XmlWriter;
import dev.carillon.notifier.Notifier;
import dev.carillon.registry.Topics;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Verdict;

import java.io.IOException;

/**
 * Answers the topic (SNS) API on the S3 port: {@code POST /} with a form, as SNS clients send it
 * and Ceph understands it. Thread-safe.
 */
public final class TopicsFace implements Face {
    private static final int MAX_BODY_BYTES = 1 << 17;
    private static final String XML = "application/xml";

    private final Settings settings;
    private final Authentication authentication;
    private final TopicCalls calls;

    /**
     * The region, host and security of the topic API.
     *
     * @param region the region in ARNs
     * @param host the name of this server in errors
     * @param secretsInClear whether topics with secrets may be created and read without TLS
     */
    public record Settings(String region, String host, boolean secretsInClear) {}

    /**
     * The services that the topic API uses.
     *
     * @param attributes checks the attributes of topics
     */
    public record Services(Topics topics, Notifier notifier, TopicAttributes attributes) {}

    /** Creates a face that answers requests with a valid signature. */
    public TopicsFace(Settings settings, Authentication authentication, Services services) {
        this.settings = settings;
        this.authentication = authentication;
        this.calls =
                new TopicCalls(
                        services.topics(),
                        services.notifier(),
                        services.attributes(),
                        new TopicAnswers(settings.region(), services.attributes().secrets()));
    }

    /** Returns whether a request on the port that is shared with S3 is meant for this face. */
    public static boolean serves(Request request) {
        return request.method().equals("POST") && request.rawPath().equals("/");
    }

    @Override
    public Answer answer(Request request) throws IOException {
        var whole = authentication.check(request, MAX_BODY_BYTES);
        return switch (whole.verdict()) {
            case Verdict.Verified(AccessKey key, _) -> answer(request, whole.body(), key.owner());
            case Verdict.Anonymous _ ->
                    error(
                            request,
                            new TopicException(
                                    400,
                                    "InvalidRequest",
                                    "The request is not signed: sign it with an access key"));
            case Verdict.Refused(var refusal) ->
                    error(
                            request,
                            new TopicException(
                                    refusal.code().status(),
                                    refusal.code().text(),
                                    refusal.message()));
        };
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        String code =
                switch (failure) {
                    case Failure.Broken _ -> "InternalError";
                    case Failure.Stopping _, Failure.CannotWrite _ -> "ServiceUnavailable";
                    case Failure.Busy _ -> "SlowDown";
                    case Failure.Malformed _ -> "InvalidURI";
                    case Failure.BadBody _ -> "InvalidRequest";
                };
        return error(request, new TopicException(failure.status(), code, failure.message()));
    }

    private Answer answer(Request request, byte[] body, String principal) {
        try {
            var call =
                    new TopicCall(
                            Arguments.of(request.query(), body),
                            principal,
                            request.peer().secure() || settings.secretsInClear(),
                            request.id());
            TopicCalls.Reply reply = calls.reply(call);
            Answer answer = Answer.of(200, XML, reply.body());
            return named(request, Warnings.of(reply.warnings()).on(answer));
        } catch (TopicException e) {
            return error(request, e);
        } catch (RefusedException e) {
            return error(request, TopicException.invalid(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Returns the error twice in one document: SNS clients look for it inside {@code
     * ErrorResponse}, clients made for Ceph at the root.
     */
    private Answer error(Request request, TopicException error) {
        XmlWriter out = XmlWriter.declared().open("ErrorResponse");
        details(out.open("Error"), request, error);
        details(out.close(), request, error);
        return named(request, Answer.of(error.status(), XML, out.close().bytes()));
    }

    private void details(XmlWriter out, Request request, TopicException error) {
        out.element("Code", error.code()).element("Message", error.text());
        out.element("RequestId", request.id()).element("HostId", settings.host());
    }

    private static Answer named(Request request, Answer answer) {
        return answer.with("x-amz-request-id", request.id());
    }
}
