package dev.carillon.kafka;

import dev.carillon.endpoint.Certificates;
import dev.carillon.endpoint.Certificates.Made;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.nio.file.Files;
import java.util.List;

/**
 * Gives test classes the one cluster that they share, which starts at the first use and is stopped
 * after the last test. Its listeners: direct, through a {@link KafkaProxy}, and with users.
 */
final class SharedKafka implements BeforeAllCallback, ParameterResolver {
    static final String PASSWORD = "s3cret \"quoted\" \\ and é";

    /**
     * The cluster and the proxy in front of one of its listeners.
     *
     * @param server the certificate of its listeners with TLS
     * @param client the certificate that they trust
     */
    record Cluster(LocalKafka kafka, KafkaProxy proxy, Made server, Made client)
            implements AutoCloseable {
        @Override
        public void close() {
            proxy.close();
            kafka.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var _ = cluster(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    private static Cluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent("kafka", _ -> started(), Cluster.class);
    }

    private static Cluster started() {
        int behind = LocalKafka.freePort();
        var proxy = new KafkaProxy(behind);
        var kafka =
                new LocalKafka()
                        .listen("PROXIED", "PLAINTEXT", behind, "127.0.0.1:" + proxy.port())
                        .listen("USERS", "SASL_PLAINTEXT")
                        .listen("ELSEWHERE", "PLAINTEXT", "10.9.8.7")
                        .listen("TLS", "SSL")
                        .listen("TLS_USERS", "SASL_SSL")
                        .with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512")
                        .with(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .with("allow.everyone.if.no.acl.found", "true")
                        .with("super.users", "User:ANONYMOUS")
                        .user("SCRAM-SHA-256", "carol", "pass-of-carol")
                        .user("SCRAM-SHA-512", "dave", "pass-of-dave");
        for (String listener : List.of("users", "tls_users")) {
            String login = "listener.name." + listener + ".";
            kafka.with(login + "plain.sasl.jaas.config", plainUsers())
                    .with(login + "scram-sha-256.sasl.jaas.config", scram())
                    .with(login + "scram-sha-512.sasl.jaas.config", scram());
        }
        try {
            var certificates = new Certificates(kafka.folder());
            Made server = certificates.make("server", "ip:127.0.0.1");
            Made client = certificates.make("client", "ip:127.0.0.1");
            String tls = "listener.name.tls.";
            kafka.with("ssl.keystore.type", "PEM")
                    .with("ssl.truststore.type", "PEM")
                    .with("ssl.keystore.certificate.chain", Files.readString(server.pem()))
                    .with("ssl.keystore.key", Files.readString(server.key()))
                    .with("ssl.truststore.certificates", Files.readString(client.pem()))
                    .with(tls + "ssl.client.auth", "required");
            return new Cluster(kafka.start(), proxy, server, client);
        } catch (Exception e) {
            throw new IllegalStateException("no Kafka", e);
        }
    }

    private static String plainUsers() {
        return ("org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_alice=\"%s\" user_bob=\"pass-of-bob\";")
                .formatted(PASSWORD.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static String scram() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    }
}
