package dev.carillon.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Visits URLs over the network: GET, at most 15 seconds, no redirect is followed, and no byte of an
 * answer's body is kept. Thread-safe.
 */
public final class SubscribeUrlsOverHttp implements SubscribeUrls, AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_LIMIT)
                    .build();

    @Override
    public int visit(URI url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(LIMIT).GET().build();
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for SNS");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
