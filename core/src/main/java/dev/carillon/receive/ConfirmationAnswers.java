package dev.carillon.receive;

import dev.carillon.http.Answer;
import dev.carillon.http.LogPause;
import dev.carillon.inbound.ConfirmationAnswer;
import dev.carillon.inbound.Confirmations;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.SubscribeUrls;
import dev.carillon.inbound.SubscribeUrlsOverHttp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * Answers the questions of publishers whether this receiver wants the events of a topic, and logs
 * each answer without token and signature. Thread-safe.
 */
final class ConfirmationAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationAnswers.class);
    private static final String JSON = "application/json";
    private static final int MAX_SHOWN = 200;

    private final Confirmations confirmations;
    private final Optional<SubscribeUrlsOverHttp> client;
    private final ReceivedCounts counts;
    private final LogPause line = new LogPause();

    private ConfirmationAnswers(
            ConfirmationChoice choice,
            SubscribeUrls urls,
            Optional<SubscribeUrlsOverHttp> client,
            ReceivedCounts counts) {
        this.confirmations = new Confirmations(choice.topics(), choice.publicUrl(), urls);
        this.client = client;
        this.counts = counts;
    }

    /** Answers with these means of visiting URLs. */
    static ConfirmationAnswers over(
            SubscribeUrls urls, ConfirmationChoice choice, ReceivedCounts counts) {
        return new ConfirmationAnswers(choice, urls, Optional.empty(), counts);
    }

    /** Answers over the network; no client is opened if no topic is confirmed. */
    static ConfirmationAnswers overHttp(ConfirmationChoice choice, ReceivedCounts counts) {
        if (choice.topics().isEmpty()) {
            return over(_ -> 0, choice, counts);
        }
        var urls = new SubscribeUrlsOverHttp();
        return new ConfirmationAnswers(choice, urls, Optional.of(urls), counts);
    }

    /**
     * Answers a confirmation.
     *
     * @throws RefusedMessageException if it is not wanted, or cannot be confirmed now
     */
    Answer answer(Confirmation asked) throws RefusedMessageException {
        return switch (confirmations.answer(asked)) {
            case ConfirmationAnswer.Signed signed -> {
                confirmed(asked);
                yield Answer.of(200, JSON, signed.json());
            }
            case ConfirmationAnswer.Visited _ -> {
                confirmed(asked);
                yield Answer.of(200);
            }
            case ConfirmationAnswer.Refused(String reason) -> throw refused(403, asked, reason);
            case ConfirmationAnswer.Failed(String reason) -> throw refused(503, asked, reason);
        };
    }

    private void confirmed(Confirmation asked) {
        counts.confirmed();
        LOG.info("the subscription of {} is confirmed", shown(asked));
    }

    private RefusedMessageException refused(int status, Confirmation asked, String reason) {
        if (line.due()) {
            LOG.warn(
                    "a confirmation of {} is answered {}: {}; said at most once a minute",
                    shown(asked),
                    status,
                    reason);
        }
        return new RefusedMessageException(status, "Not confirmed: " + reason + ".");
    }

    private static String shown(Confirmation asked) {
        String topic = asked.topicArn();
        return Printable.line(
                topic.length() <= MAX_SHOWN ? topic : topic.substring(0, MAX_SHOWN) + "…");
    }

    @Override
    public void close() {
        client.ifPresent(SubscribeUrlsOverHttp::close);
    }
}
