package dev.carillon.receive;

import dev.carillon.event.Change;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.http.Answer;
import dev.carillon.http.Request;
import dev.carillon.inbound.MessageReader;
import dev.carillon.inbound.ReceivedMessage;
import dev.carillon.notifier.Receptions;
import dev.carillon.store.SpaceGuard;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes messages in this order of checks: size, token, content, signature, choice; then the events
 * are stored. A confirmation carries no signature and is answered after the content is read.
 * Thread-safe.
 */
final class MessageIntake {
    /** The largest body in bytes. */
    static final int MAX_BYTES = MessageReader.MAX_BYTES;

    private final MessageChecks checks;
    private final Optional<AccessToken> token;
    private final Optional<SignatureCheck> signatures;
    private final MessageReader reader;
    private final WantedEvents wanted;
    private final ConfirmationAnswers confirmations;
    private final Receptions receptions;
    private final SpaceGuard space;
    private final ReceivedCounts counts;
    private final InstantSource clock;

    /**
     * The parts of a receiver that take messages.
     *
     * @param receptions stores events
     * @param confirmations answers questions of publishers
     * @param wanted chooses the events that are stored
     * @param space refuses new events while the disk is nearly full
     */
    record Parts(
            Receptions receptions,
            ConfirmationAnswers confirmations,
            WantedEvents wanted,
            SpaceGuard space,
            ReceivedCounts counts,
            InstantSource clock) {}

    MessageIntake(MessageChecks checks, Parts parts) {
        this.checks = checks;
        token = checks.token().map(AccessToken::new);
        signatures =
                checks.secrets().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SignatureCheck(checks.secrets(), parts.clock()));
        reader = new MessageReader(checks.keys());
        wanted = parts.wanted();
        confirmations = parts.confirmations();
        receptions = parts.receptions();
        space = parts.space();
        counts = parts.counts();
        clock = parts.clock();
    }

    /**
     * Takes a message; its events are durable when this returns.
     *
     * @throws RefusedMessageException if it is refused; nothing is stored
     * @throws IOException if its body does not arrive
     */
    Answer take(Request request) throws IOException, RefusedMessageException {
        checkSize(request.contentLength());
        if (token.isPresent() && !token.get().isIn(request)) {
            throw new RefusedMessageException(
                    401,
                    "The token is missing or wrong: send it in the header Authorization: Bearer"
                            + " TOKEN, or as ?token=TOKEN.");
        }
        if (space.objection().isPresent()) {
            throw new RefusedMessageException(
                    503, "The receiver's disk is nearly full: send these events again later.");
        }
        byte[] body = request.bytes(MAX_BYTES);
        return switch (read(request, body)) {
            case ReceivedMessage.Events(List<Change> events) -> {
                checkSignature(request, body);
                store(events);
                yield Answer.of(200);
            }
            case ReceivedMessage.Confirmation confirmation -> confirmations.answer(confirmation);
            case ReceivedMessage.Test _ -> {
                checkSignatureOfTest(request, body);
                yield Answer.of(200);
            }
        };
    }

    private static void checkSize(OptionalLong announced) throws RefusedMessageException {
        if (announced.orElse(0) > MAX_BYTES) {
            throw new RefusedMessageException(
                    413,
                    "The message has %d bytes, and at most %d are taken: send fewer events at once."
                            .formatted(announced.getAsLong(), MAX_BYTES));
        }
    }

    private ReceivedMessage read(Request request, byte[] body) throws RefusedMessageException {
        try {
            return reader.read(
                    request::header,
                    body,
                    request.peer().address(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
        } catch (UnreadableMessageException e) {
            throw new RefusedMessageException(e.tooLarge() ? 413 : 400, e.getMessage() + ".");
        }
    }

    private void checkSignature(Request request, byte[] body) throws RefusedMessageException {
        if (signatures.isEmpty()) {
            return;
        }
        switch (signatures.get().of(request, body)) {
            case SignatureFinding.Valid _ -> {}
            case SignatureFinding.Missing missing -> {
                if (checks.requireSignature()) {
                    throw refused(missing);
                }
            }
            case SignatureFinding.Invalid invalid -> throw refused(invalid);
        }
    }

    /**
     * Refuses a test whose signature is wrong, so that a test of the publisher shows that its
     * secret is another one. Tests of many publishers are not signed, and are taken.
     */
    private void checkSignatureOfTest(Request request, byte[] body) throws RefusedMessageException {
        if (signatures.isPresent()
                && signatures.get().of(request, body) instanceof SignatureFinding.Invalid invalid) {
            throw refused(invalid);
        }
    }

    private static RefusedMessageException refused(SignatureFinding finding) {
        return new RefusedMessageException(401, "The signature is " + finding.text() + ".");
    }

    private void store(List<Change> events) {
        List<Change> chosen = wanted.of(events);
        if (!chosen.isEmpty()) {
            Receptions.Outcome outcome = receptions.accept(chosen);
            counts.message(outcome.accepted(), outcome.repeated());
        }
    }
}
