package dev.carillon.notifier;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Dialect;
import dev.carillon.format.Message;
import dev.carillon.format.Signer;
import dev.carillon.rule.Topic;

import java.time.Duration;
import java.util.Optional;

/**
 * Stands for the endpoint of a topic to which nothing may be sent as it is stored, because its
 * secrets cannot be opened or cannot sign: nothing is sent, and each attempt says why.
 *
 * @param objection why, and what to do
 */
record UnusableEndpoint(String objection) implements Endpoint {
    /** Returns what signs a topic's messages; nothing if its secrets are not known. */
    static Signer signer(Topic topic, Dialect dialect) {
        return topic.unopened().isPresent()
                ? Signer.NONE
                : topic.target().map(dialect::signer).orElse(Signer.NONE);
    }

    /** Returns why nothing may be sent to a topic, and what to do; empty if something may. */
    static Optional<String> objection(Topic topic, Signer signer) {
        return topic.unopened()
                .map(secrets -> secrets.objection(topic.name()))
                .or(() -> signer.objection().map(why -> objection(topic, why)));
    }

    private static String objection(Topic topic, String why) {
        return "the messages of %s cannot be signed by its %s".formatted(topic.name(), why);
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        return new AttemptResult.Unreachable(objection);
    }

    @Override
    public void close() {}
}
