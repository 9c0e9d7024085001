package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Makes the TLS side of each connection of Kafka's client as the target's attributes say. The files
 * that they name are read for each connection, so a renewed certificate is used from the next one
 * on. Created by the client.
 */
public final class TlsEngines implements SslEngineFactory {
    /** The name of the setting by which it gets its {@link ClientTls}. */
    static final String CLIENT_TLS = "carillon.client.tls";

    /** So that sessions are hardly ever resumed: a resumed one does not check the certificate. */
    private static final int SHORTEST_SECONDS = 1;

    private Optional<ClientTls> tls = Optional.empty();

    /** Created by Kafka's client, which configures it. */
    public TlsEngines() {}

    @Override
    public void configure(Map<String, ?> settings) {
        tls = Optional.ofNullable((ClientTls) settings.get(CLIENT_TLS));
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String identification) {
        try {
            ClientTls used = tls.orElseThrow();
            SSLContext context = used.context();
            context.getClientSessionContext().setSessionTimeout(SHORTEST_SECONDS);
            SSLEngine engine = context.createSSLEngine(host, port);
            engine.setUseClientMode(true);
            var parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(used.verifiesNames() ? "HTTPS" : "");
            engine.setSSLParameters(parameters);
            return engine;
        } catch (SSLException e) {
            throw new KafkaException("no TLS as configured", e);
        }
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> settings) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
