package dev.carillon.http;

import dev.carillon.signature.Percent;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** Translates Jetty's exchanges into requests for a face, and the answers back. */
final class FaceHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(FaceHandler.class);

    private static final int BAD_REQUEST = 400;
    private static final String RETRY_SECONDS = "1";

    private final Face face;
    private final Supplier<String> requestIds;
    private final HttpOptions options;
    private final ConnectionGuard guard;
    private final Flights flights = new Flights();

    FaceHandler(Face face, Supplier<String> requestIds, HttpOptions options) {
        this.face = face;
        this.requestIds = requestIds;
        this.options = options;
        this.guard = new ConnectionGuard(options.load().limits());
    }

    /** Accepts no more requests. */
    void refuse() {
        flights.refuse();
    }

    /** Waits for the requests in flight, at most {@code limit}. */
    void drain(Duration limit) {
        flights.drain(limit);
    }

    /** Returns the guard of the connections by which requests arrive. */
    ConnectionGuard guard() {
        return guard;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request from, Response to, Callback callback) {
        var connection = from.getConnectionMetaData().getConnection();
        var watch = guard.watch(connection);
        watch.requestBegan();
        try {
            var body =
                    new BodyStream(
                            Content.Source.asInputStream(from),
                            new Pace(options.load().limits(), Math.max(0, from.getLength())),
                            watch);
            try (var memory = options.load().bodies().lease()) {
                exchange(received(from, body, memory), to, watch);
            }
            if (!from.getHeaders().contains(HttpHeader.EXPECT)) {
                body.discard();
            }
            watch.requestEnded(connection.getBytesIn());
            callback.succeeded();
        } catch (Throwable e) {
            LOG.debug("{} was not answered to its end", from, e);
            watch.requestEnded(connection.getBytesIn());
            callback.failed(e);
        }
        return true;
    }

    private void exchange(Received received, Response to, Watch watch) throws IOException {
        Request request = received.request();
        var sender = new Sender(to, request.method(), watch);
        if (!flights.begin()) {
            to.getHeaders().put(HttpHeader.CONNECTION, "close");
            sender.send(failure(request, new Failure.Stopping()));
            return;
        }
        try {
            sender.send(received.decodes() ? answer(request) : malformed(request));
        } finally {
            flights.end();
        }
    }

    private Answer malformed(Request request) {
        return failure(request, new Failure.Malformed(BAD_REQUEST));
    }

    private Answer answer(Request request) {
        try {
            return face.answer(request);
        } catch (BodyException e) {
            return failure(request, new Failure.BadBody(e.reason()));
        } catch (BusyException e) {
            return failure(request, new Failure.Busy()).with("Retry-After", RETRY_SECONDS);
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

    /**
     * A request as it came.
     *
     * @param decodes whether path and query do; a query that does not counts as none
     */
    private record Received(Request request, boolean decodes) {}

    private Received received(
            org.eclipse.jetty.server.Request from, InputStream body, BodyBudget.Lease memory) {
        String rawQuery = from.getHttpURI().getQuery();
        Optional<Query> query = Query.parse(rawQuery == null ? "" : rawQuery);
        Request request = request(from, query.orElse(Query.NONE), body, memory);
        return new Received(
                request, query.isPresent() && Percent.decode(request.rawPath()).isPresent());
    }

    private Request request(
            org.eclipse.jetty.server.Request from,
            Query query,
            InputStream body,
            BodyBudget.Lease memory) {
        Headers headers = headers(from);
        String path = from.getHttpURI().getPath();
        return new Request(
                requestIds.get(),
                from.getMethod(),
                path == null ? "/" : path,
                query,
                headers,
                new Request.Peer(
                        org.eclipse.jetty.server.Request.getRemoteAddr(from),
                        secure(from, headers)),
                body,
                memory);
    }

    private static Headers headers(org.eclipse.jetty.server.Request from) {
        var fields = new ArrayList<Headers.Field>(from.getHeaders().size());
        for (HttpField field : from.getHeaders()) {
            String value = field.getValue();
            fields.add(
                    new Headers.Field(
                            field.getName(), value == null ? "" : WireText.received(value)));
        }
        return Headers.of(fields);
    }

    private boolean secure(org.eclipse.jetty.server.Request from, Headers headers) {
        return from.isSecure()
                || (options.trustForwardedHttps()
                        && headers.first("x-forwarded-proto")
                                .filter("https"::equalsIgnoreCase)
                                .isPresent());
    }
}
