package dev.carillon.receive;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows what is posted, checks its signature and answers. The lock keeps the lines of one request
 * together; nobody holds it while an answer is delayed.
 */
final class ShowingFace implements Face, AutoCloseable {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HINT =
            """
            This is `carillon receive`. It takes events by POST, on any path, and shows them where it
            was started. Point a topic's push-endpoint, or a rule's URL, at this address.
            """;

    private final Receiver.Style style;
    private final Display display;
    private final Optional<SignatureCheck> check;
    private final RehearsedAnswers answers;
    private final InstantSource clock;
    private final Appendable out;
    private final ReentrantLock showing = new ReentrantLock();

    ShowingFace(Receiver.Options options, InstantSource clock, Appendable out) {
        style = options.style();
        display = Display.of(style);
        check =
                options.secrets().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SignatureCheck(options.secrets(), clock));
        answers = new RehearsedAnswers(options.rehearsal());
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        return switch (request.method()) {
            case "POST", "PUT" -> take(request);
            case "GET", "HEAD" -> explain(request);
            default ->
                    Answer.of(405, TEXT, "Events come by POST.\n")
                            .with("Allow", "GET, HEAD, POST, PUT");
        };
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return Answer.of(failure.status(), TEXT, failure.message() + "\n");
    }

    /** Ends the delays of answers. */
    @Override
    public void close() {
        answers.close();
    }

    private Answer take(Request request) throws IOException, InterruptedException {
        byte[] body = request.bytes(MAX_BODY_BYTES);
        var reply = new Arrival.Reply(answers.status(), answers.delay());
        var finding = check.map(signatures -> signatures.of(request, body));
        show(
                new Arrival(
                        request,
                        body,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        finding,
                        reply));
        return answers.answer(reply.status());
    }

    private Answer explain(Request request) throws IOException {
        if (style.ofRequests()) {
            var reply = new Arrival.Reply(200, Duration.ZERO);
            show(
                    new Arrival(
                            request,
                            new byte[0],
                            clock.instant().truncatedTo(ChronoUnit.MILLIS),
                            Optional.empty(),
                            reply));
        }
        return Answer.of(200, TEXT, HINT);
    }

    private void show(Arrival arrival) throws IOException {
        String end = System.lineSeparator();
        String text = String.join(end, display.lines(arrival)) + end;
        showing.lock();
        try {
            out.append(text);
        } finally {
            showing.unlock();
        }
    }
}
