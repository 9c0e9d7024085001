package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.format.Format;
import dev.carillon.format.Message;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.TopicSealing;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.Commit;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A dialect that only this test knows is spoken by the engine as any other. */
class ToyDialectTest {
    private static final Bucket BUCKET = new Bucket("000000000000000b", "bucket", "owner");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final NamedTopic RECIPIENT = NamedTopic.of("toys");

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final Dialects dialects = Dialects.of(List.of(new Lines()));
    private final MemoryState state = MemoryState.create();
    private final DeliveryEngine engine =
            DeliveryEngine.open(
                    state,
                    EngineSettings.defaults(dialects).sealing(SampleKeys.ONE),
                    EngineRuntime.system(
                            List.of(new HttpEndpointProvider(new AddressGuard(List.of(), true))),
                            new Stats()));

    /** A line of text for each event, and a signature of message id and body. */
    private record Lines() implements Dialect {
        private static final DialectName NAME = new DialectName("lines");
        private static final String SIGNATURE = "x-lines-signature";

        @Override
        public DialectName name() {
            return NAME;
        }

        @Override
        public Format format() {
            return new Format() {
                @Override
                public Message write(ObjectEvent event, String rule, String opaqueData) {
                    return write(List.of(event), rule, opaqueData);
                }

                @Override
                public Message write(List<ObjectEvent> events, String rule, String opaqueData) {
                    return text(
                            events.stream()
                                    .map(event -> event.change().object().key() + "\n")
                                    .collect(Collectors.joining()));
                }
            };
        }

        @Override
        public Message test(Topic topic, Instant now, RandomGenerator random) {
            return text("are you there, " + topic.name() + "?\n")
                    .with(Map.of("webhook-id", "test-" + random.nextInt()));
        }

        @Override
        public Message signed(Message complete, Secret secret) {
            return complete.with(
                    Map.of(
                            SIGNATURE,
                            signature(
                                    secret,
                                    complete.headers().getOrDefault("webhook-id", ""),
                                    complete.body())));
        }

        @Override
        public DeliveryPolicy defaults() {
            DeliveryPolicy usual = DeliveryPolicy.defaults();
            return new DeliveryPolicy(
                    usual.retry(), usual.pacing(), usual.quota(), 3, EndOfPatience.GIVE_UP);
        }

        static String signature(Secret secret, String id, byte[] body) {
            return secret.revealText() + "." + id + "." + body.length;
        }

        private static Message text(String lines) {
            return new Message("text/plain", Map.of(), lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() {
        engine.close();
        receiver.close();
    }

    @Test
    void events_are_written_together_and_signed_with_their_message_id() throws Exception {
        configure();
        List.of("one", "two", "three").forEach(this::owe);
        engine.start();
        Received message = receiver.await(1, PATIENCE).getFirst();
        engine.drain(PATIENCE);
        assertThat(message.text()).isEqualTo("one\ntwo\nthree\n");
        demandSigned(message);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void a_recipient_is_found_with_its_dialect_after_a_restart() {
        KeptTopic kept = configure();
        var reopened = new Topics(state, dialects::defaults, TopicSealing.of(SampleKeys.ONE));
        assertThat(reopened.find(RECIPIENT)).contains(kept);
        assertThat(kept.topic().policy().maxBatch()).isEqualTo(3);
    }

    @Test
    void its_test_is_sent_and_signed() throws Exception {
        KeptTopic kept = configure();
        assertThat(engine.topicTest().run(kept).orElseThrow().ok()).isTrue();
        Received message = receiver.await(1, PATIENCE).getFirst();
        assertThat(message.text()).isEqualTo("are you there, toys?\n");
        demandSigned(message);
    }

    @Test
    void an_engine_that_does_not_speak_it_says_which_it_speaks() {
        var others = Dialects.standard("default");
        assertThatThrownBy(() -> others.get(Lines.NAME))
                .hasMessageContaining(
                        "no dialect 'lines', only b2, broker, broker-b2, broker-cloudevents, mcs,"
                                + " s3, s3-cloudevents, s3-cloudevents-batched,"
                                + " s3-cloudevents-binary, s3-cloudevents-structured");
        assertThat(others.defaults(Lines.NAME)).isEqualTo(DeliveryPolicy.defaults());
        assertThatThrownBy(() -> Dialects.of(List.of(new Lines(), new Lines())))
                .hasMessageContaining("two dialects are named lines");
    }

    private static void demandSigned(Received message) {
        String id = message.header("webhook-id").orElseThrow();
        assertThat(message.header(Lines.SIGNATURE))
                .contains(Lines.signature(Secret.of("secret"), id, message.body()));
    }

    private KeptTopic configure() {
        var target =
                new Target(
                        receiver.url("/toys"),
                        Map.of(),
                        List.of(),
                        Optional.of(Secret.of("secret")));
        KeptTopic kept =
                engine.topics()
                        .put(
                                new Topic(
                                        RECIPIENT,
                                        "owner",
                                        Lines.NAME,
                                        Optional.of(target),
                                        true,
                                        "",
                                        Map.of()));
        var commit = new Commit();
        engine.rules().begin(commit, BUCKET.id());
        state.commit(commit);
        var created = new EventPattern("created", Set.of(EventType.CREATED_PUT));
        var rule =
                new Rule(
                        "rule", RECIPIENT, List.of(created), Filter.all(), new RuleState.Enabled());
        engine.rules().change(BUCKET.id(), _ -> List.of(rule));
        return kept;
    }

    /** Commits an event that the lanes find when they start. */
    private void owe(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var origin = new Origin("me", "", "r", "h");
        var commit = new Commit();
        engine.notifier()
                .announce(
                        commit,
                        new Change(EventType.CREATED_PUT, Instant.now(), BUCKET, facts, origin));
        state.commit(commit);
    }
}
