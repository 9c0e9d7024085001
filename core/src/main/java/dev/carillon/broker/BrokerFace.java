package dev.carillon.broker;

import dev.carillon.deliver.Deliverer;
import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.notifier.Publications;
import dev.carillon.registry.Subscriptions;
import dev.carillon.rule.TargetCheck;
import dev.carillon.signature.Secret;
import dev.carillon.store.SpaceGuard;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * Answers as Backblaze's B2 Event Broker does: a signed POST publishes a message of events, and
 * control requests below {@code /@subscriptions} create, show and delete subscriptions. Whoever
 * publishes gets the answer when the events are durable. Thread-safe.
 */
public final class BrokerFace implements Face {
    private final SignatureCheck signatures;
    private final SpaceGuard space;
    private final PublishCall publishing;
    private final ControlRoutes control;

    /**
     * The settings of a broker.
     *
     * @param secrets the secrets by which requests may be signed; at least one
     * @param strict whether control requests must be signed with method, path and time
     */
    public record Settings(List<Secret> secrets, boolean strict) {
        public Settings {
            secrets = List.copyOf(secrets);
        }
    }

    /**
     * The services that a broker uses.
     *
     * @param targets the check of subscribers' addresses
     * @param space refuses new data while the disk is nearly full
     */
    public record Services(
            Subscriptions subscriptions,
            Publications publications,
            TargetCheck targets,
            Journal journal,
            DeadLetters letters,
            Deliverer deliverer,
            SpaceGuard space) {}

    /** Creates a face that answers requests with a valid signature. */
    public BrokerFace(Settings settings, Services services, InstantSource clock) {
        signatures = new SignatureCheck(settings.secrets(), settings.strict(), clock);
        space = services.space();
        publishing = new PublishCall(services.publications());
        control = new ControlRoutes(services);
    }

    @Override
    public Answer answer(Request request) throws IOException {
        try {
            signatures.checkForm(request);
            byte[] body = request.bytes(PublishCall.MAX_BYTES);
            signatures.check(request, body);
            if (request.method().equals("POST") && space.objection().isPresent()) {
                throw BrokerException.noRoom();
            }
            return ControlPath.serves(request)
                    ? control.answer(request, body)
                    : publishing.answer(request, body);
        } catch (UnsignedException e) {
            return Warnings.of(e.advice()).on(Answers.empty(401));
        } catch (BrokerException e) {
            return e.answer();
        }
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return said(failure);
    }

    /** Returns the answer that tells of a failure. */
    static Answer said(Failure failure) {
        Answer answer = Answers.text(failure.status(), failure.message());
        return switch (failure) {
            case Failure.CannotWrite _, Failure.Stopping _ -> Answers.again(answer);
            default -> answer;
        };
    }
}
