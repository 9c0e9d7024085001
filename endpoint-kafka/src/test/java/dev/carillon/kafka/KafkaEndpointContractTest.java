package dev.carillon.kafka;

import dev.carillon.contract.EndpointContract;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.kafka.SharedKafka.Cluster;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

@ExtendWith(SharedKafka.class)
class KafkaEndpointContractTest extends EndpointContract {
    private final KafkaProxy proxy;
    private final TopicReader reader;
    private final KafkaEndpointProvider provider;
    private final Endpoint endpoint;

    KafkaEndpointContractTest(Cluster cluster) {
        proxy = cluster.proxy();
        proxy.restart();
        String topic = "contract-" + UUID.randomUUID();
        cluster.kafka().create(topic, 1, Map.of("max.message.bytes", "2000000"));
        reader = new TopicReader(cluster.kafka().direct(), topic);
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        provider =
                new KafkaEndpointProvider(
                        environment, new Patience(Duration.ofSeconds(2), Duration.ofMinutes(5)));
        endpoint =
                provider.open(
                        new Target("kafka://127.0.0.1:" + proxy.port(), Map.of())
                                .of(Optional.of(topic)));
    }

    @AfterEach
    void close() {
        provider.close();
        reader.close();
        proxy.restart();
    }

    @Override
    protected Receiver receiver() {
        return new Receiver() {
            @Override
            public List<String> bodies() {
                return reader.bodies();
            }

            @Override
            public void hang() {
                proxy.hang();
            }

            @Override
            public void stop() {
                proxy.stop();
            }

            @Override
            public void restart() {
                proxy.restart();
            }
        };
    }

    @Override
    protected Endpoint endpoint() {
        return endpoint;
    }

    @Override
    protected EndpointKind kind() {
        return provider.kind();
    }
}
