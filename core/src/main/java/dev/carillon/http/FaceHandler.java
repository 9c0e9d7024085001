package dev.carillon.http;

import dev.carillon.signature.Percent;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns Jetty's exchanges into requests for a face, and its answers back. */
final class FaceHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(FaceHandler.class);

    private final Face face;
    private final Supplier<String> requestIds;
    private final HttpOptions options;
    private final Flights flights = new Flights();

    FaceHandler(Face face, Supplier<String> requestIds, HttpOptions options) {
        this.face = face;
        this.requestIds = requestIds;
        this.options = options;
    }

    /** Takes no more requests and waits for those in flight. */
    void drain(Duration limit) {
        flights.drain(limit);
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request from, Response to, Callback callback) {
        boolean flying = flights.begin();
        try {
            if (!flying) {
                to.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            exchange(from, to, flying);
            callback.succeeded();
        } catch (Throwable e) {
            LOG.debug("{} was not answered to its end", from, e);
            callback.failed(e);
        } finally {
            if (flying) {
                flights.end();
            }
        }
        return true;
    }

    private void exchange(org.eclipse.jetty.server.Request from, Response to, boolean flying)
            throws IOException {
        Request request = request(from);
        var answer = flying ? answer(request) : failure(request, new Failure.Stopping());
        new Sender(to, request.method()).send(answer);
    }

    private Answer answer(Request request) {
        if (Query.parse(request.rawQuery()).isEmpty()
                || Percent.decode(request.rawPath()).isEmpty()) {
            return failure(request, new Failure.MalformedTarget());
        }
        try {
            return face.answer(request);
        } catch (BodyException e) {
            return failure(request, new Failure.BadBody(e.reason()));
        } catch (Throwable e) {
            LOG.error("{} failed", request, e);
            return failure(request, new Failure.Broken());
        }
    }

    private Answer failure(Request request, Failure failure) {
        try {
            return face.failure(request, failure);
        } catch (RuntimeException e) {
            LOG.error("{} failed, and its face could not say so", request, e);
            return Answer.of(failure.status(), "text/plain", failure.message() + "\n");
        }
    }

    private Request request(org.eclipse.jetty.server.Request from) {
        var fields = new ArrayList<Headers.Field>();
        from.getHeaders().forEach(it -> fields.add(new Headers.Field(it.getName(), it.getValue())));
        var headers = Headers.of(fields);
        return new Request(
                requestIds.get(),
                from.getMethod(),
                Optional.ofNullable(from.getHttpURI().getPath()).orElse("/"),
                Optional.ofNullable(from.getHttpURI().getQuery()).orElse(""),
                headers,
                new Request.Peer(
                        org.eclipse.jetty.server.Request.getRemoteAddr(from),
                        secure(from, headers)),
                new BodyStream(Content.Source.asInputStream(from), options.limits()));
    }

    private boolean secure(org.eclipse.jetty.server.Request from, Headers headers) {
        return from.isSecure()
                || (options.trustForwardedHttps()
                        && headers.first("x-forwarded-proto")
                                .filter(it -> it.equalsIgnoreCase("https"))
                                .isPresent());
    }
}
