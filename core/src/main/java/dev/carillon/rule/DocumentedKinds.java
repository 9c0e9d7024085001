package dev.carillon.rule;

import java.util.List;
import java.util.Set;

/**
 * The kinds of endpoints that Ceph documents. If no provider serves a kind in this build, its
 * attributes are accepted, stored, and protected if they are secret, but have no effect. A provider
 * that serves one of its schemes describes the kind itself, and its description is used.
 *
 * <p>Of the values only booleans are checked, because Ceph accepts any text for the others until it
 * delivers.
 */
final class DocumentedKinds {
    private static final TopicAttribute VERIFY_SSL = TopicAttribute.truth("verify-ssl", true);
    private static final TopicAttribute CA_LOCATION = TopicAttribute.file("ca-location");

    private static final TopicAttribute CERTIFICATE =
            TopicAttribute.file("ssl-certificate-location");
    private static final TopicAttribute KEY = TopicAttribute.file("ssl-key-location");
    private static final TopicAttribute KEY_PASSWORD = TopicAttribute.secret("ssl-key-password");
    private static final TopicAttribute USER_NAME = TopicAttribute.confidential("user-name");
    private static final TopicAttribute PASSWORD = TopicAttribute.secret("password");

    private static final EndpointKind AMQP =
            EndpointKind.of(
                            "AMQP",
                            Set.of("amqp", "amqps"),
                            TopicAttribute.text("amqp-exchange"),
                            TopicAttribute.text("amqp-ack-level"),
                            VERIFY_SSL,
                            CA_LOCATION,
                            CERTIFICATE,
                            KEY,
                            KEY_PASSWORD,
                            USER_NAME,
                            PASSWORD)
                    .paired(USER_NAME.name(), PASSWORD.name());

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
                            CERTIFICATE,
                            KEY,
                            KEY_PASSWORD,
                            USER_NAME,
                            PASSWORD)
                    .paired(USER_NAME.name(), PASSWORD.name());

    static final List<EndpointKind> ALL = List.of(AMQP, KAFKA);

    private DocumentedKinds() {}
}
