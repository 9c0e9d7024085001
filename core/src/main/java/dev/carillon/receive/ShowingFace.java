package dev.carillon.receive;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Shows posted bodies. The lock keeps the lines of one request together. */
final class ShowingFace implements Face {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HINT =
            """
            This is `carillon receive`. It takes events by POST, on any path, and shows them where it
            was started. Point a topic's push-endpoint, or a rule's URL, at this address.
            """;

    private final boolean json;
    private final Appendable out;
    private final EventLines lines = new EventLines();
    private final ReentrantLock showing = new ReentrantLock();

    ShowingFace(boolean json, Appendable out) {
        this.json = json;
        this.out = out;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        return switch (request.method()) {
            case "POST", "PUT" -> take(request);
            case "GET", "HEAD" -> Answer.of(200, TEXT, HINT);
            default ->
                    Answer.of(405, TEXT, "Events come by POST.\n")
                            .with("Allow", "GET, HEAD, POST, PUT");
        };
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return Answer.of(failure.status(), TEXT, failure.message() + "\n");
    }

    private Answer take(Request request) throws IOException {
        byte[] body = request.bytes(MAX_BODY_BYTES);
        show(json ? List.of(whole(body)) : lines.of(body));
        return Answer.of(200);
    }

    private static String whole(byte[] body) {
        return Printable.jsonLine(new String(body, StandardCharsets.UTF_8));
    }

    private void show(List<String> these) throws IOException {
        String text = String.join(System.lineSeparator(), these) + System.lineSeparator();
        showing.lock();
        try {
            out.append(text);
        } finally {
            showing.unlock();
        }
    }
}
