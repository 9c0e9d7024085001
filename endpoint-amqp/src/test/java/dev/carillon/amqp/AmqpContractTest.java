package dev.carillon.amqp;

import dev.carillon.contract.EndpointContract;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contract of endpoints, against a Qpid broker. */
@ExtendWith(OneBroker.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpContractTest extends EndpointContract {
    private static final String QUEUE = "inbox";

    private final QpidBroker broker;
    private final Inbox inbox;
    private final AmqpEndpointProvider provider =
            new AmqpEndpointProvider(
                    new EndpointEnvironment(
                            new AddressGuard(List.of(), true), InstantSource.system()));

    private FrameProxy proxy;
    private Endpoint endpoint;

    AmqpContractTest(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
    }

    @BeforeEach
    void open() throws Exception {
        inbox.exchange("events").queue(QUEUE, "events", "topic");
        proxy = FrameProxy.before(broker.port());
        endpoint =
                provider.open(
                        new Target(
                                        "amqp://127.0.0.1:" + proxy.port(),
                                        Map.of("amqp-exchange", "events"))
                                .of(Optional.of("topic")));
    }

    @AfterEach
    void close() {
        endpoint.close();
        provider.close();
        proxy.close();
    }

    @Override
    protected Receiver receiver() {
        return new Receiver() {
            @Override
            public List<String> bodies() {
                try {
                    return inbox.bodies(QUEUE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void hang() {
                proxy.obey(frame ->
                        frame.confirms() ? FrameProxy.Reaction.SWALLOW : FrameProxy.Reaction.PASS);
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
