package dev.carillon.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets the face answer requests that are not valid HTTP, too, and reveals nothing else about the
 * server.
 */
final class FaceErrors extends ErrorHandler {
    private static final int SERVER_ERROR = 500;
    private static final int VERSION_NOT_SUPPORTED = 505;
    private static final Set<HttpVersion> VERSIONS =
            Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);
    private static final BodyBudget NO_BODIES = BodyBudget.of(0);

    private final Face face;
    private final Supplier<String> requestIds;
    private final Limits limits;

    FaceErrors(Face face, Supplier<String> requestIds, Limits limits) {
        this.face = face;
        this.requestIds = requestIds;
        this.limits = limits;
    }

    @Override
    public boolean handle(Request from, Response to, Callback callback) {
        int status = status(from, to);
        boolean malformed = status < SERVER_ERROR || status == VERSION_NOT_SUPPORTED;
        Failure failure = malformed ? new Failure.Malformed(status) : new Failure.Broken();
        try {
            to.getHeaders().put(HttpHeader.CONNECTION, "close");
            var answer = face.failure(request(from), failure);
            new Sender(to, "", new Watch(limits)).send(answer);
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            callback.failed(e);
        }
        return true;
    }

    /**
     * Returns the status of the answer; it is 505 for a version that the parser reads but the
     * server does not support.
     */
    private static int status(Request from, Response to) {
        return VERSIONS.contains(from.getConnectionMetaData().getHttpVersion())
                ? to.getStatus()
                : VERSION_NOT_SUPPORTED;
    }

    /**
     * Returns a request with the little that is known of it; its path may not even be decodable.
     */
    private dev.carillon.http.Request request(Request from) {
        return new dev.carillon.http.Request(
                requestIds.get(),
                Optional.ofNullable(from.getMethod()).orElse(""),
                "/",
                Query.NONE,
                Headers.NONE,
                new dev.carillon.http.Request.Peer(
                        Optional.ofNullable(Request.getRemoteAddr(from)).orElse(""),
                        from.isSecure()),
                InputStream.nullInputStream(),
                NO_BODIES.lease());
    }
}
