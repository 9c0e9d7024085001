package dev.carillon.kafka;

import dev.carillon.endpoint.HostAndPort;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The question to one broker for all nodes of its cluster. It connects to this broker and to no
 * other, so that the nodes can be checked before anything, a password included, is sent to them.
 */
final class ClusterNodes {
    private static final int MOST_MILLIS = 5_000;
    private static final int NODE = -1;
    private static final int SYSTEM_BUFFER = -1;

    private final Map<String, Object> settings;
    private final LogContext log = new LogContext("[nodes] ");

    /**
     * Creates the question.
     *
     * @param settings of a producer
     */
    ClusterNodes(Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        this.settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    }

    /**
     * Returns the nodes that a broker names.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @throws IOException if it gives no answer
     * @throws org.apache.kafka.common.errors.AuthenticationException if it refuses the user
     */
    List<Node> named(HostAndPort broker, long end) throws IOException {
        int millis = Math.clamp((end - System.nanoTime()) / 1_000_000, 1, MOST_MILLIS);
        try (var metrics = new Metrics();
                var channels =
                        ClientUtils.createChannelBuilder(
                                new ProducerConfig(settings), Time.SYSTEM, log);
                var selector =
                        new Selector(MOST_MILLIS, metrics, Time.SYSTEM, "nodes", channels, log);
                var client = client(selector, millis)) {
            return named(client, broker, millis);
        }
    }

    private static List<Node> named(NetworkClient client, HostAndPort broker, int millis)
            throws IOException {
        var node = new Node(NODE, broker.host(), broker.port());
        ClientResponse response;
        try {
            if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, millis)) {
                throw new BrokerAwayException("the broker gave no answer", broker);
            }
            var nodesOnly = new MetadataRequest.Builder(List.of(), false);
            var request =
                    client.newClientRequest(
                            node.idString(), nodesOnly, Time.SYSTEM.milliseconds(), true);
            response = NetworkClientUtils.sendAndReceive(client, request, Time.SYSTEM);
        } catch (BrokerAwayException e) {
            throw e;
        } catch (IOException _) {
            throw new BrokerAwayException("the broker closed the connection", broker);
        }
        if (response.responseBody() instanceof MetadataResponse nodes) {
            return List.copyOf(nodes.brokers());
        }
        throw new BrokerAwayException("the broker named no nodes of its cluster", broker);
    }

    private NetworkClient client(Selector selector, int millis) {
        return new NetworkClient(
                selector,
                new ManualMetadataUpdater(),
                String.valueOf(settings.get(ProducerConfig.CLIENT_ID_CONFIG)),
                1,
                millis,
                millis,
                SYSTEM_BUFFER,
                SYSTEM_BUFFER,
                millis,
                millis,
                millis,
                Time.SYSTEM,
                true,
                new ApiVersions(),
                log,
                MetadataRecoveryStrategy.NONE);
    }
}
