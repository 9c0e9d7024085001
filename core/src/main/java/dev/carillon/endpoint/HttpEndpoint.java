package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Deadlines.Deadline;
import dev.carillon.format.CloudEventText;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Posts each message to one URL. A 2xx answer is success; redirects are not followed; nothing is
 * retried here, except once with a new token if the endpoint refused a kept one. Headers are sent
 * as the message has them; the body is compressed with {@code gzip}, after it was signed.
 *
 * <p>Connections are kept and reused; this endpoint shares them with no other. A connection that
 * has been idle is checked before it is used, so that an endpoint which closed it meanwhile causes
 * no failed attempt. An interrupt ends an attempt immediately on a virtual thread, and the
 * interrupt status is kept; on a platform thread the limit ends the attempt.
 */
final class HttpEndpoint implements Endpoint {
    private static final int UNAUTHORIZED = 401;

    private final Target target;
    private final HttpAddress address;
    private final HttpHost host;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final Deadlines deadlines;
    private final AnswerReader answers;
    private final AttemptWatch watch;
    private final HttpEndpointProvider owner;
    private final HttpOptions options;
    private final Authorization authorization;
    private volatile boolean closed;

    /**
     * The parts of an endpoint that are made for it alone.
     *
     * @param authorization closed with the endpoint
     */
    record Parts(
            HttpAddress address,
            HttpOptions options,
            Authorization authorization,
            HttpConnections connections,
            AttemptWatch watch) {
        @Override
        public String toString() {
            return address.shown();
        }
    }

    HttpEndpoint(Target target, Parts parts, HttpEndpointProvider owner) {
        this.target = target;
        this.owner = owner;
        watch = parts.watch();
        address = parts.address();
        options = parts.options();
        authorization = parts.authorization();
        host = address.httpHost();
        connections = parts.connections().pool();
        client = parts.connections().client();
        deadlines = owner.deadlines();
        answers = owner.answers();
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            return new TimedOut(Duration.ZERO);
        }
        long end = System.nanoTime() + limit.toNanos();
        try {
            Optional<String> authorized = watch.authorization(authorization, end);
            AttemptResult result = send(request(message, authorized), authorized, end);
            boolean again =
                    result.status().orElse(0) == UNAUTHORIZED
                            && authorized.filter(authorization::refused).isPresent();
            return again && watch.repeats() && System.nanoTime() < end
                    ? sendOnceMore(message, end)
                    : result;
        } catch (IOException | RuntimeException e) {
            return failed(e, limit, end);
        }
    }

    /** Sends with a new token, because the first was revoked before its end. */
    private AttemptResult sendOnceMore(Message message, long end) throws IOException {
        Optional<String> authorized = authorization.header(end);
        return send(request(message, authorized), authorized, end);
    }

    @Override
    public Diagnosis diagnose(Message message, Duration limit) {
        return owner.diagnose(target, message, limit);
    }

    @Override
    public void close() {
        closed = true;
        owner.forget(this);
        authorization.close();
        client.close(CloseMode.IMMEDIATE);
    }

    /** Closes the connections that have been idle for too long. */
    void closeIdle() {
        connections.closeExpired();
    }

    private AttemptResult send(HttpPost request, Optional<String> authorized, long end)
            throws IOException {
        var left = Duration.ofNanos(end - System.nanoTime());
        try (Deadline deadline = deadlines.start(left, request::cancel)) {
            return ScopedValue.where(GuardedNames.END, end)
                    .call(() -> exchange(request, deadline, authorized, end));
        }
    }

    private AttemptResult exchange(
            HttpPost request, Deadline deadline, Optional<String> authorized, long end)
            throws IOException {
        var response = client.executeOpen(host, request, null);
        try {
            watch.answering();
            deadline.close();
            var left = Duration.ofNanos(end - System.nanoTime());
            HttpAnswer answer = answers.read(response, request, left);
            var secrets = SentSecrets.of(authorized, options.headers());
            watch.answered(answer, secrets);
            return answer.result(secrets);
        } finally {
            closeQuietly(response);
        }
    }

    private HttpPost request(Message message, Optional<String> authorized) {
        var request = new HttpPost("/");
        request.setPath(address.path());
        request.setAuthority(address.authority());
        authorized.ifPresent(value -> request.setHeader("Authorization", value));
        options.headers().forEach(header -> request.setHeader(header.name(), header.value()));
        message.headers().forEach(request::setHeader);
        CloudEventText.headers(message).forEach(request::setHeader);
        // as a header, because the entity would write the same type with other spaces
        request.setHeader("Content-Type", message.contentType());
        if (options.gzip()) {
            request.setHeader("Content-Encoding", "gzip");
        }
        byte[] body = options.gzip() ? zipped(message.body()) : message.body();
        request.setEntity(new ByteArrayEntity(body, null));
        return request;
    }

    private static byte[] zipped(byte[] body) {
        var zipped = new ByteArrayOutputStream(body.length / 2 + 64);
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private AttemptResult failed(Exception failure, Duration limit, long end) {
        if (Thread.currentThread().isInterrupted()) {
            return new Unreachable("the attempt was interrupted");
        }
        if (closed) {
            return new Unreachable("the endpoint was closed during the attempt");
        }
        if (failure instanceof NoTokenException) {
            return new Unreachable(Failures.inWords(failure));
        }
        if (System.nanoTime() >= end) {
            return new TimedOut(limit);
        }
        return new Unreachable(
                Failures.inWords(failure) + hint(failure) + " (" + address.shown() + ")");
    }

    /**
     * Returns what a broken TLS connection may mean: with TLS 1.3 the handshake is over before the
     * server looks at the client's certificate, and its alert can be lost.
     */
    private String hint(Exception failure) {
        return address.secure() && Failures.isBroken(failure)
                ? "; if the server demands a client certificate, check ssl-certificate-location"
                : "";
    }

    private static void closeQuietly(AutoCloseable answer) {
        try {
            answer.close();
        } catch (Exception _) {
            // its connection is dropped in both cases
        }
    }
}
