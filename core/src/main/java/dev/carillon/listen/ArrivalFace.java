package dev.carillon.listen;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The port to which the way in leads: takes messages by POST on any path, and answers 200 when they
 * are on disk. With a secret, a message that is not signed with it is answered 401 and not kept:
 * the URL is public.
 */
final class ArrivalFace implements Face {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Inbox inbox;
    private final Optional<Secret> secret;
    private final ReachCheck check;
    private final ListenLog log;

    ArrivalFace(Inbox inbox, Optional<Secret> secret, ReachCheck check, ListenLog log) {
        this.inbox = inbox;
        this.secret = secret;
        this.check = check;
        this.log = log;
    }

    @Override
    public Answer answer(Request request) throws IOException {
        Optional<Answer> probed = check.answer(request);
        return probed.isPresent() ? probed.get() : arrival(request);
    }

    private Answer arrival(Request request) throws IOException {
        if (!request.method().equals("POST")) {
            return Answer.of(405, TEXT, "Events come by POST.\n").with("Allow", "POST");
        }
        byte[] body = request.bytes(MAX_BODY_BYTES);
        if (!signed(request, body)) {
            log.warning(
                    "A message from %s was refused with 401: it is not signed with the rule's secret"
                            .formatted(request.peer().address()));
            return Answer.of(401);
        }
        try {
            inbox.take(InboundMessage.of(request.headers(), body));
            return Answer.of(200);
        } catch (Inbox.NotEventsException e) {
            log.warning("A message was refused with 400: " + e.getMessage());
            return Answer.of(400, TEXT, e.getMessage() + "\n");
        }
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return Answer.of(failure.status(), TEXT, failure.message() + "\n");
    }

    private boolean signed(Request request, byte[] body) {
        if (secret.isEmpty()) {
            return true;
        }
        byte[] right = B2Signature.of(secret.get(), body).getBytes(StandardCharsets.US_ASCII);
        return request.header(B2Signature.HEADER)
                .map(value -> value.getBytes(StandardCharsets.ISO_8859_1))
                .filter(given -> MessageDigest.isEqual(right, given))
                .isPresent();
    }
}
