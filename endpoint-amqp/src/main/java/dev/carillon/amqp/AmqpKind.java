package dev.carillon.amqp;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Credentials;
import dev.carillon.rule.AttributeType;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;
import dev.carillon.rule.TopicAttribute;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The description of AMQP endpoints: their attributes, and the steps of their attempts. */
final class AmqpKind {
    static final String PLAIN_SCHEME = "amqp";
    static final String TLS_SCHEME = "amqps";

    /** The attribute that names the exchange; there is no default. */
    static final TopicAttribute EXCHANGE = TopicAttribute.text("amqp-exchange");

    /** The attribute that says when a message counts as delivered. */
    static final TopicAttribute ACK_LEVEL =
            TopicAttribute.open(
                    "amqp-ack-level",
                    new AttributeType.Choice(AckLevel.words()),
                    AckLevel.BROKER.word());

    /** The attribute that Ceph has for the protocol, of which it too serves this version only. */
    static final TopicAttribute VERSION =
            TopicAttribute.open(
                    "amqp-version", new AttributeType.Choice(List.of("0-9-1")), "0-9-1");

    static final String NAME = "name";
    static final String GUARD = "guard";
    static final String CONNECT = "connect";
    static final String TLS = "tls";
    static final String AUTHENTICATION = "authentication";
    static final String VHOST = "vhost";
    static final String IN_EXCHANGE = "exchange";
    static final String PUBLISH = "publish";
    static final String CONFIRM = "confirm";

    private static final String BROKERS_LOG = "Look into the broker's log: ";

    static final EndpointKind KIND =
            EndpointKind.of("AMQP", Set.of(PLAIN_SCHEME, TLS_SCHEME), attributes())
                    .paired(Credentials.USER_NAME.name(), Credentials.PASSWORD.name())
                    .paired(ClientTls.CERTIFICATE_LOCATION.name(), ClientTls.KEY_LOCATION.name())
                    .diagnosing(steps());

    private AmqpKind() {}

    private static TopicAttribute[] attributes() {
        return Stream.of(
                        List.of(EXCHANGE, ACK_LEVEL, VERSION),
                        Credentials.ATTRIBUTES,
                        ClientTls.ATTRIBUTES)
                .flatMap(List::stream)
                .toArray(TopicAttribute[]::new);
    }

    private static DiagnosisStep[] steps() {
        return new DiagnosisStep[] {
            new DiagnosisStep(
                    NAME,
                    "Correct the host name in push-endpoint, or let the server's machine resolve"
                            + " it.",
                    "Look into the name service of the server's machine: it did not answer in"
                            + " time."),
            new DiagnosisStep(
                    GUARD,
                    "Use an address outside of the server's network, or start the server with"
                            + " --allow-targets as said above.",
                    "Test again: the attempt ended before it connected."),
            new DiagnosisStep(
                    CONNECT,
                    "Start the broker, or correct host and port in push-endpoint; if they are"
                            + " right, look for a firewall between.",
                    "Nothing answers there: correct host and port in push-endpoint, or look for a"
                            + " firewall that drops packets."),
            new DiagnosisStep(
                    TLS,
                    "Correct what the tls line says: the broker's certificate, amqp:// or amqps://"
                            + " in push-endpoint, or the topic's ca-location.",
                    "Ask whether the port speaks TLS: it took the connection and said nothing."),
            new DiagnosisStep(
                    AUTHENTICATION,
                    "Correct user-name and password, or create the user in the broker; without them"
                            + " guest is used, which RabbitMQ takes from its own machine only.",
                    "Ask whether the port speaks AMQP 0-9-1: it took the connection and did not"
                            + " answer as a broker."),
            new DiagnosisStep(
                    VHOST,
                    "Correct the virtual host after the port in push-endpoint, or create it in the"
                            + " broker and let the user in.",
                    BROKERS_LOG + "it did not open the virtual host in time."),
            new DiagnosisStep(
                    IN_EXCHANGE,
                    "Create the exchange in that virtual host, or correct amqp-exchange.",
                    BROKERS_LOG + "it did not say in time whether the exchange is there."),
            new DiagnosisStep(
                    PUBLISH,
                    "Let the user write to the exchange, which must not be an internal one.",
                    "Free memory or disk of the broker: it takes no messages at present."),
            new DiagnosisStep(
                    CONFIRM,
                    "Bind a queue to the exchange with the topic's name as the routing key, or set"
                            + " amqp-ack-level=broker if none is needed.",
                    BROKERS_LOG + "it took the message and did not confirm it in time.")
        };
    }
}
