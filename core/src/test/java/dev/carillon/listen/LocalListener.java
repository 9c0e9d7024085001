package dev.carillon.listen;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.http.Request;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server in the place of a listener's: it answers probes and keeps the bodies of messages. */
final class LocalListener implements Face, AutoCloseable {
    private final ReachCheck check;
    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    LocalListener(HttpClient.Builder connections) {
        check = new ReachCheck(connections);
        server =
                HttpServer.start(
                        HttpOptions.of("listen", "--port", "127.0.0.1", 0), this, () -> "r");
    }

    @Override
    public Answer answer(Request request) throws Exception {
        var probed = check.answer(request);
        if (probed.isPresent()) {
            return probed.get();
        }
        bodies.add(new String(request.bytes(1 << 16), StandardCharsets.UTF_8));
        return Answer.of(204);
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return Answer.of(failure.status());
    }

    ReachCheck check() {
        return check;
    }

    URI url() {
        return URI.create(server.url());
    }

    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Returns the answer to a probe that came another way. */
    byte[] answerTo(String nonce) throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(url())
                            .header(ReachCheck.HEADER, nonce)
                            .POST(BodyPublishers.noBody())
                            .build();
            return client.send(request, BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        check.close();
    }
}
