package dev.carillon.rule;

import java.util.List;
import java.util.Set;

/**
 * The kinds of endpoints that Ceph documents. A kind that nobody serves in this build is known from
 * here: its attributes are accepted, kept, protected where they are secret, and have no effect.
 * Whoever serves one of its schemes describes the kind anew, and it counts as described there.
 *
 * <p>Of the values only truth is checked, since Ceph takes every text for the others until it
 * delivers.
 */
final class DocumentedKinds {
    private static final TopicAttribute VERIFY_SSL = TopicAttribute.truth("verify-ssl", true);
    private static final TopicAttribute CA_LOCATION = TopicAttribute.file("ca-location");

    private static final EndpointKind AMQP =
            EndpointKind.of(
                    "AMQP",
                    Set.of("amqp", "amqps"),
                    TopicAttribute.text("amqp-exchange"),
                    TopicAttribute.text("amqp-ack-level"),
                    VERIFY_SSL,
                    CA_LOCATION);

    private static final EndpointKind KAFKA =
            EndpointKind.of(
                            "Kafka",
                            Set.of("kafka"),
                            TopicAttribute.text("kafka-brokers"),
                            TopicAttribute.text("kafka-ack-level"),
                            TopicAttribute.text("mechanism"),
                            TopicAttribute.truth("use-ssl", false),
                            VERIFY_SSL,
                            CA_LOCATION,
                            TopicAttribute.confidential("user-name"),
                            TopicAttribute.secret("password"),
                            TopicAttribute.text("ssl-certificate-location"),
                            TopicAttribute.text("ssl-key-location"),
                            TopicAttribute.secret("ssl-key-password"))
                    .paired("user-name", "password");

    static final List<EndpointKind> ALL = List.of(AMQP, KAFKA);

    private DocumentedKinds() {}
}
