package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Deadlines.Deadline;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;

import java.io.IOException;
import java.time.Duration;

/**
 * Posts each message to one URL. A 2xx answer is success; redirects are not followed; nothing is
 * retried here. Headers are sent as the message has them.
 *
 * <p>Connections are kept and reused; this endpoint shares them with no other. A connection that
 * has been idle is checked before it is used, so that an endpoint which closed it meanwhile causes
 * no failed attempt. An interrupt ends an attempt immediately on a virtual thread, and the
 * interrupt status is kept; on a platform thread the limit ends the attempt.
 */
final class HttpEndpoint implements Endpoint {
    private final Target target;
    private final HttpAddress address;
    private final HttpHost host;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final Deadlines deadlines;
    private final AnswerReader answers;
    private final AttemptWatch watch;
    private final HttpEndpointProvider owner;
    private volatile boolean closed;

    HttpEndpoint(
            Target target, HttpConnections made, AttemptWatch watch, HttpEndpointProvider owner) {
        this.target = target;
        this.watch = watch;
        this.owner = owner;
        address = HttpAddress.parse(target.address());
        host = new HttpHost(address.secure() ? "https" : "http", address.host(), address.port());
        connections = made.pool();
        client = made.client();
        deadlines = owner.deadlines();
        answers = owner.answers();
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            return new TimedOut(Duration.ZERO);
        }
        long end = System.nanoTime() + limit.toNanos();
        HttpPost request = request(message);
        try (Deadline deadline = deadlines.start(limit, request::cancel)) {
            return ScopedValue.where(GuardedNames.END, end)
                    .call(() -> exchange(request, deadline, end));
        } catch (IOException | RuntimeException e) {
            return failed(e, limit, end);
        }
    }

    @Override
    public Diagnosis diagnose(Message message, Duration limit) {
        return owner.diagnose(target, message, limit);
    }

    @Override
    public void close() {
        closed = true;
        owner.forget(this);
        client.close(CloseMode.IMMEDIATE);
    }

    /** Closes the connections that have been idle for too long. */
    void closeIdle() {
        connections.closeExpired();
    }

    private AttemptResult exchange(HttpPost request, Deadline deadline, long end)
            throws IOException {
        var response = client.executeOpen(host, request, null);
        try {
            watch.answering();
            deadline.close();
            var left = Duration.ofNanos(end - System.nanoTime());
            HttpAnswer answer = answers.read(response, request, left);
            watch.answered(answer, address);
            return answer.result(address);
        } finally {
            closeQuietly(response);
        }
    }

    private HttpPost request(Message message) {
        var request = new HttpPost("/");
        request.setPath(address.path());
        request.setAuthority(address.authority());
        address.authorization()
                .ifPresent(authorization -> request.setHeader("Authorization", authorization));
        target.headers().forEach(header -> request.setHeader(header.name(), header.value()));
        message.headers().forEach(request::setHeader);
        request.setEntity(
                new ByteArrayEntity(message.body(), ContentType.parse(message.contentType())));
        return request;
    }

    private AttemptResult failed(Exception failure, Duration limit, long end) {
        if (Thread.currentThread().isInterrupted()) {
            return new Unreachable("the attempt was interrupted");
        }
        if (closed) {
            return new Unreachable("the endpoint was closed during the attempt");
        }
        if (System.nanoTime() >= end) {
            return new TimedOut(limit);
        }
        return new Unreachable(Failures.inWords(failure) + " (" + address.shown() + ")");
    }

    private static void closeQuietly(AutoCloseable answer) {
        try {
            answer.close();
        } catch (Exception _) {
            // its connection is dropped in both cases
        }
    }
}
