package dev.carillon.endpoint;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Asks a token endpoint for a token, over a connection of its own, within {@link #LIMIT}. Redirects
 * are not followed. Thread-safe.
 */
final class TokenCall implements AutoCloseable {
    /** The limit of one request, connecting included. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 64 * 1_024;

    private final TokenRequest request;
    private final HttpAddress address;
    private final HttpConnections connections;
    private final Deadlines deadlines;
    private final InstantSource clock;

    TokenCall(
            TokenRequest request,
            HttpConnections connections,
            Deadlines deadlines,
            InstantSource clock) {
        this.request = request;
        this.connections = connections;
        this.deadlines = deadlines;
        this.clock = clock;
        address = HttpAddress.parse(request.url());
    }

    /** Returns host and port of the token endpoint. */
    String shown() {
        return address.shown();
    }

    /**
     * Asks for a token.
     *
     * @throws NoTokenException if none came; the message says why
     */
    Token fetch() throws NoTokenException {
        long end = System.nanoTime() + LIMIT.toNanos();
        HttpPost post = post();
        try (var _ = deadlines.start(LIMIT, post::cancel)) {
            Instant asked = clock.instant();
            TokenAnswer answer =
                    ScopedValue.where(GuardedNames.END, end).call(() -> exchange(post));
            return answer.token(asked, secrets());
        } catch (NoTokenException e) {
            throw new NoTokenException(prefixed(e.words()));
        } catch (IOException | RuntimeException e) {
            boolean late = System.nanoTime() >= end;
            String why =
                    late
                            ? "no answer within " + LIMIT.toMillis() + " ms"
                            : secrets().masked(Failures.inWords(e));
            throw new NoTokenException(prefixed(why));
        }
    }

    @Override
    public void close() {
        connections.client().close(CloseMode.IMMEDIATE);
    }

    private TokenAnswer exchange(HttpPost post) throws IOException {
        try (ClassicHttpResponse answer =
                connections.client().executeOpen(address.httpHost(), post, null)) {
            var type = answer.getFirstHeader("Content-Type");
            return new TokenAnswer(
                    answer.getCode(), type == null ? "" : type.getValue(), body(answer, post));
        }
    }

    private static byte[] body(ClassicHttpResponse answer, HttpPost post) throws IOException {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        byte[] body = entity.getContent().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            // closing the answer would first read to its end, which may not exist
            post.cancel();
            throw new NoTokenException(
                    "it answers "
                            + answer.getCode()
                            + " with more than 64 KiB: is oauth-token-url right?");
        }
        return body;
    }

    private HttpPost post() {
        var post = new HttpPost("/");
        post.setPath(address.path());
        post.setAuthority(address.authority());
        post.setHeader("Authorization", request.authorization());
        post.setHeader("Accept", "application/json");
        post.setHeader("Connection", "close"); // the next request is minutes away
        post.setEntity(new StringEntity(request.body(), ContentType.APPLICATION_FORM_URLENCODED));
        return post;
    }

    private SentSecrets secrets() {
        return SentSecrets.of(Optional.of(request.authorization()), List.of())
                .and(request.secret().revealText());
    }

    private String prefixed(String why) {
        return "no token from the token endpoint " + address.shown() + ": " + why;
    }
}
