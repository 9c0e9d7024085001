package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.Change;
import dev.carillon.format.Dialects;
import dev.carillon.format.Message;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.MessageReader;
import dev.carillon.inbound.ReceivedMessage.Events;
import dev.carillon.notifier.Receptions;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Pacing;
import dev.carillon.rule.Quota;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.script.ScriptDialect;
import dev.carillon.state.RocksState;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The path of a received event: messages in, a script's endpoint out, through the same engine as in
 * a receiver. Thread-safe.
 */
final class ReceivedJourney implements AutoCloseable {
    /** The number of records in a message. */
    static final int BATCH = 25;

    /** The address that stands for the endpoint; nothing connects to it. */
    private static final String URL = "http://127.0.0.1:9/";

    private final MessageReader reader = new MessageReader(KeyEncodings.BY_DIALECT);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final RocksState state;
    private final DeliveryEngine engine;
    private final Receptions receptions;

    /**
     * Opens the journey in an empty folder.
     *
     * @param atOnce the highest number of attempts in flight
     */
    ReceivedJourney(Path folder, Endpoint endpoint, int atOnce) {
        var policy =
                new DeliveryPolicy(
                        RetryPolicy.defaults(),
                        new Pacing(Duration.ofMinutes(1), atOnce, Optional.empty()),
                        Quota.none());
        var dialect = new ScriptDialect(KeyEncodings.BY_DIALECT, policy);
        state = RocksState.open(folder);
        engine =
                DeliveryEngine.open(
                        state,
                        EngineSettings.defaults(Dialects.of(List.of(dialect))),
                        EngineRuntime.system(
                                List.of(ChosenEndpoints.always(new Gated(endpoint, gate))),
                                new Stats()));
        var topic =
                new Topic(
                        new Recipient.Receiver("script"),
                        "",
                        ScriptDialect.NAME,
                        Optional.of(new Target(URL, Map.of())),
                        true,
                        "",
                        Map.of());
        receptions = engine.receptions(engine.topics().put(topic));
    }

    /** Accepts events about different objects; they are delivered after {@link #start}. */
    void owe(int many) throws InterruptedException {
        Journey.each(many / BATCH, Journey.CALLERS, number -> accept(number * BATCH));
    }

    /** Lets the attempts begin. */
    void start() {
        engine.start();
        gate.countDown();
    }

    /** An endpoint whose attempts wait until a gate opens, so that a backlog can be prepared. */
    private record Gated(Endpoint behind, CountDownLatch gate) implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            try {
                gate.await();
                return behind.send(message, limit);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return new AttemptResult.Unreachable("the benchmark has ended");
            }
        }

        @Override
        public void close() {
            behind.close();
        }
    }

    private void accept(long first) {
        String records =
                LongStream.range(first, first + BATCH)
                        .mapToObj(ReceivedJourney::record)
                        .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
        receptions.accept(read(records));
    }

    private List<Change> read(String message) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        try {
            var read = reader.read(_ -> Optional.empty(), body, "127.0.0.1", Instant.now());
            return ((Events) read).events();
        } catch (UnreadableMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String record(long number) {
        return """
        {"s3":{"object":{"eTag":"aed563ecafb4bcc5654c597a421547b2","sequencer":%d,"key":"photos/2026/%d.jpg","size":100},
        "configurationId":"1","bucket":{"name":"bench","ownerIdentity":{"principalId":"mcs2883411269"}},"s3SchemaVersion":"1.0"},
        "eventVersion":"1.0","requestParameters":{"sourceIPAddress":"185.6.245.156"},"userIdentity":{"principalId":"2407013e"},
        "eventName":"s3:ObjectCreated:Put","awsRegion":"ru-msk","eventSource":"aws:s3","responseElements":{"x-amz-request-id":"VGJR5rtJ"}}\
        """
                .formatted(number, number);
    }

    @Override
    public void close() {
        engine.close();
        state.close();
    }
}
