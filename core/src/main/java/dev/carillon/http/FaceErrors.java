package dev.carillon.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets the face answer also what is hardly HTTP, and says no more about us. */
final class FaceErrors extends ErrorHandler {
    private static final int SERVER_ERROR = 500;

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
        int status = to.getStatus();
        Failure failure =
                status < SERVER_ERROR ? new Failure.Malformed(status) : new Failure.Broken();
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

    /** What little is known of the request; its path may not even decode. */
    private dev.carillon.http.Request request(Request from) {
        return new dev.carillon.http.Request(
                requestIds.get(),
                Optional.ofNullable(from.getMethod()).orElse(""),
                "/",
                "",
                Headers.NONE,
                new dev.carillon.http.Request.Peer(
                        Optional.ofNullable(Request.getRemoteAddr(from)).orElse(""),
                        from.isSecure()),
                InputStream.nullInputStream());
    }
}
