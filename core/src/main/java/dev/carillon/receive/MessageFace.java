package dev.carillon.receive;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.state.DiskUnavailableException;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;

import java.io.IOException;

/**
 * The HTTP face of a receiver that keeps its events: {@code /ping}, and one path for messages.
 * Answers are short texts that say what to do.
 */
final class MessageFace implements Face {
    /** The path that answers whether the receiver is there. */
    static final String PING = "/ping";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String RETRY_SECONDS = "5";
    private static final int UNAVAILABLE = 503;

    private final String path;
    private final MessageIntake intake;
    private final ReceivedCounts counts;

    MessageFace(String path, MessageIntake intake, ReceivedCounts counts) {
        this.path = path;
        this.intake = intake;
        this.counts = counts;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        if (request.rawPath().equals(PING)) {
            return ping(request);
        }
        if (!request.path().equals(path)) {
            return refused(404, "Nothing is here. Events are taken by POST at %s.".formatted(path));
        }
        return request.method().equals("POST")
                ? take(request)
                : refused(
                                405,
                                "Events are taken by POST here, not by %s."
                                        .formatted(request.method()))
                        .with("Allow", "POST");
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        Answer answer = refused(failure.status(), failure.message());
        return failure instanceof Failure.Stopping
                ? answer.with("Retry-After", RETRY_SECONDS)
                : answer;
    }

    private static Answer ping(Request request) {
        return switch (request.method()) {
            case "GET", "HEAD", "POST" -> Answer.of(200, TEXT, "Pong\n");
            default -> Answer.of(405, TEXT, "Ask by GET.\n").with("Allow", "GET, HEAD, POST");
        };
    }

    private Answer take(Request request) throws IOException {
        try {
            return intake.take(request);
        } catch (RefusedMessageException e) {
            return e.status() == UNAVAILABLE
                    ? unavailable(e.text())
                    : refused(e.status(), e.text());
        } catch (UnknownOutcomeException _) {
            return unavailable(
                    "The receiver cannot write to its disk, and whether it has these events is not"
                            + " known. Send them again after it was restarted.");
        } catch (NotCommittedException | DiskUnavailableException _) {
            return unavailable(
                    "The receiver cannot write to its disk now and did not take these events. Send"
                            + " them again.");
        }
    }

    private Answer unavailable(String why) {
        return refused(UNAVAILABLE, why).with("Retry-After", RETRY_SECONDS);
    }

    private Answer refused(int status, String why) {
        counts.refused();
        Answer answer = Answer.of(status, TEXT, why + "\n");
        return status == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
    }
}
