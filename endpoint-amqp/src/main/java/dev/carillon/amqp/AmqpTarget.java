package dev.carillon.amqp;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Credentials;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;
import dev.carillon.signature.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The description of an AMQP endpoint by a topic's target.
 *
 * @param login the broker and the user, on which the connection depends
 * @param exchange to which messages are published
 * @param routingKey the name of the topic; empty if the target belongs to none
 */
record AmqpTarget(Login login, String exchange, String routingKey, AckLevel ackLevel) {
    /** The longest name of an exchange, a queue or a virtual host, in bytes of UTF-8. */
    static final int LONGEST_NAME = 255;

    private static final Credentials GUEST = new Credentials("guest", Secret.of("guest"));

    /**
     * Everything on which a connection depends: endpoints share one only if all of it is equal.
     *
     * @param tls the options that concern TLS; none without TLS
     */
    record Login(AmqpAddress address, Credentials credentials, Map<String, String> tls) {
        /** Returns the broker, for messages; they do not tell the user. */
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * Reads a target.
     *
     * @throws IllegalArgumentException if its address is no AMQP address; the message says what to
     *     do and holds no password
     */
    static AmqpTarget of(Target target) {
        var address = AmqpAddress.parse(target.address());
        Credentials credentials = Credentials.of(target).orElse(GUEST);
        Map<String, String> tls = address.secure() ? tls(target) : Map.of();
        return new AmqpTarget(
                new Login(address, credentials, tls),
                AmqpKind.EXCHANGE.in(target.options()),
                target.topic().orElse(""),
                AckLevel.of(AmqpKind.ACK_LEVEL.in(target.options())));
    }

    /** Returns the same with confirmations, by which a test learns what became of its message. */
    AmqpTarget tested() {
        return ackLevel == AckLevel.NONE
                ? new AmqpTarget(login, exchange, routingKey, AckLevel.BROKER)
                : this;
    }

    /**
     * Returns why nothing can be delivered to it as configured, and what to do.
     *
     * @param options all options of the target
     */
    Optional<String> objection(Map<String, String> options) {
        return Stream.of(
                        objectionToExchange(),
                        objectionToRoutingKey(),
                        objectionWithoutTls(options))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> objectionToExchange() {
        if (exchange.isEmpty()) {
            return Optional.of(
                    "amqp-exchange is missing: name an exchange of the broker that messages are"
                            + " published to");
        }
        return tooLong(exchange)
                ? Optional.of("amqp-exchange is too long: a name has at most 255 bytes")
                : Optional.empty();
    }

    private Optional<String> objectionToRoutingKey() {
        return tooLong(routingKey)
                ? Optional.of(
                        "the topic's name is the routing key and AMQP allows 255 characters: choose"
                                + " a shorter name")
                : Optional.empty();
    }

    /**
     * Attributes by which a user expects protection are refused where there is none. {@code
     * verify-ssl=false} is not: nothing is verified there anyway.
     */
    private Optional<String> objectionWithoutTls(Map<String, String> options) {
        if (login.address.secure()) {
            return Optional.empty();
        }
        return ClientTls.ATTRIBUTES.stream()
                .filter(attribute -> !attribute.equals(ClientTls.VERIFY_SSL))
                .filter(attribute -> !attribute.in(options).isEmpty())
                .map(TopicAttribute::name)
                .findFirst()
                .map(name -> name + " has no effect without TLS: write amqps:// in push-endpoint");
    }

    private static Map<String, String> tls(Target target) {
        var options = new TreeMap<String, String>();
        for (TopicAttribute attribute : ClientTls.ATTRIBUTES) {
            options.put(attribute.name(), attribute.in(target.options()));
        }
        return Map.copyOf(options);
    }

    private static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
    }
}
