package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Credentials;
import dev.carillon.rule.AttributeType;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.EndpointKind.DiagnosisStep;
import dev.carillon.rule.TopicAttribute;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The description of Kafka endpoints: their attributes, and the steps of their attempts. */
final class KafkaKind {
    /** The attribute with more brokers to ask for the cluster, beside that of the URL. */
    static final TopicAttribute BROKERS = TopicAttribute.text("kafka-brokers");

    /** The attribute that says which acknowledgement counts as delivery. */
    static final TopicAttribute ACK_LEVEL =
            TopicAttribute.open(
                    "kafka-ack-level",
                    new AttributeType.Choice(List.of("broker", "none")),
                    "broker");

    /** The attribute that says whether connections use TLS. */
    static final TopicAttribute USE_SSL = TopicAttribute.truth("use-ssl", false);

    /** The attribute with the SASL mechanism of a user. */
    static final TopicAttribute MECHANISM =
            TopicAttribute.open("mechanism", new AttributeType.Text(), "PLAIN");

    static final String NAME = "name";
    static final String GUARD = "guard";
    static final String CONNECT = "connect";
    static final String TLS = "tls";
    static final String AUTHENTICATION = "authentication";
    static final String TOPIC = "topic";
    static final String ADVERTISED = "advertised";
    static final String PUBLISH = "publish";
    static final String CONFIRM = "confirm";

    private static final String BROKER_LOG = "Look into the log of the broker: ";

    static final EndpointKind KIND =
            new EndpointKind("Kafka", Set.of("kafka"), attributes(), List.of(), List.of())
                    .paired(Credentials.USER_NAME.name(), Credentials.PASSWORD.name())
                    .diagnosing(
                            new DiagnosisStep(
                                    NAME,
                                    "Correct the host names in push-endpoint and kafka-brokers, or"
                                            + " let the server's machine resolve them.",
                                    "Look into the name service of the server's machine: it did"
                                            + " not answer in time."),
                            new DiagnosisStep(
                                    GUARD,
                                    "Start the server with --allow-targets as said above.",
                                    "Test again."),
                            new DiagnosisStep(
                                    CONNECT,
                                    "Start the broker, or correct host and port in push-endpoint"
                                            + " or kafka-brokers.",
                                    "Nothing answers there: correct host and port, or look for a"
                                            + " firewall that drops packets."),
                            new DiagnosisStep(
                                    TLS,
                                    "Correct what the tls line says: the broker's certificate, the"
                                            + " topic's ca-location, or use-ssl.",
                                    "Ask whether this port of the broker speaks TLS: if not, take"
                                            + " use-ssl away."),
                            new DiagnosisStep(
                                    AUTHENTICATION,
                                    "Correct user-name, password and mechanism, or use-ssl if the"
                                            + " port speaks TLS.",
                                    "Ask whether this port expects TLS (use-ssl=true) or a user"
                                            + " (user-name, password, mechanism): it took the"
                                            + " connection and answered nothing."),
                            new DiagnosisStep(
                                    TOPIC,
                                    "Create the topic in Kafka, or allow the user to write to it.",
                                    BROKER_LOG + "it knows the topic and named no leader."),
                            new DiagnosisStep(
                                    ADVERTISED,
                                    "Correct advertised.listeners of the brokers, or start the"
                                            + " server with --allow-targets as said above.",
                                    "Correct advertised.listeners of the brokers."),
                            new DiagnosisStep(
                                    PUBLISH,
                                    BROKER_LOG + "it closed the connection.",
                                    "Test again: the record could not be handed over."),
                            new DiagnosisStep(
                                    CONFIRM,
                                    "Correct advertised.listeners of the brokers: records go to"
                                            + " the address that the topic's leader advertises.",
                                    BROKER_LOG
                                            + "it took the record and did not confirm it, for"
                                            + " example because replicas are missing."));

    private KafkaKind() {}

    private static List<TopicAttribute> attributes() {
        return Stream.of(
                        List.of(BROKERS, ACK_LEVEL, USE_SSL, MECHANISM),
                        Credentials.ATTRIBUTES,
                        ClientTls.ATTRIBUTES)
                .flatMap(List::stream)
                .toList();
    }
}
