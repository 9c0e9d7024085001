package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The configuration of Kafka's producer for one connection (ADR 0026). With acknowledgements it is
 * idempotent: the records of a partition are stored in the order in which they were handed over,
 * each once, however often the client repeats a request.
 */
final class ProducerSettings {
    /**
     * The memory for records that are not confirmed yet, of one producer. Who finds it used up
     * waits.
     */
    static final long BUFFER_BYTES = 32L << 20;

    /** The largest record that the client takes; the broker's own limit is 1 MiB by default. */
    static final int LARGEST_RECORD_BYTES = 8 << 20;

    /**
     * The longest time for which a call of the client blocks at once. The callers repeat it until
     * their attempt ends, so it is also the longest time by which an attempt overruns its limit.
     */
    static final int BLOCK_MILLIS = 100;

    /**
     * The size up to which records are sent together. A batch that is larger than the topic takes
     * is split by the client, and with several of them in flight it may find no order in which to
     * send the parts until it gives them up; few topics take less than this, which is the client's
     * own default.
     */
    private static final int BATCH_BYTES = 16 << 10;

    private final AtomicInteger number = new AtomicInteger();
    private final Patience patience;

    ProducerSettings(Patience patience) {
        this.patience = patience;
    }

    /**
     * Returns the configuration of one more producer.
     *
     * @param tls used if the connection has TLS
     */
    Map<String, Object> of(KafkaConnection connection, ClientTls tls) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.toString());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "carillon-" + number.incrementAndGet());
        addAcknowledgements(connection.acks(), settings);
        addLimits(settings);
        addSecurity(connection, tls, settings);
        return settings;
    }

    private static void addAcknowledgements(AckLevel acks, Map<String, Object> settings) {
        switch (acks) {
            case BROKER -> {
                settings.put(ProducerConfig.ACKS_CONFIG, "all");
                settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            }
            case NONE -> {
                settings.put(ProducerConfig.ACKS_CONFIG, "0");
                settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
                settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
            }
        }
    }

    private void addLimits(Map<String, Object> settings) {
        int confirm = Math.toIntExact(patience.confirm().toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, confirm);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, confirm - confirm / 8);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0); // batches form while others are in flight
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD_BYTES);
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    }

    private static void addSecurity(
            KafkaConnection connection, ClientTls tls, Map<String, Object> settings) {
        boolean encrypted = connection.tls().isPresent();
        String transport = encrypted ? "SSL" : "PLAINTEXT";
        connection
                .sasl()
                .ifPresent(sasl -> {
                    settings.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism());
                    settings.put(SaslConfigs.SASL_JAAS_CONFIG, sasl.loginLine());
                });
        String security = connection.sasl().isPresent() ? "SASL_" + transport : transport;
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, security);
        if (encrypted) {
            settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, TlsEngines.class);
            settings.put(TlsEngines.CLIENT_TLS, tls);
        }
    }
}
