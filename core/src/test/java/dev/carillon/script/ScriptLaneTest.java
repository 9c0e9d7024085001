package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.format.Dialects;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.MessageReader;
import dev.carillon.inbound.ReceivedMessage.Events;
import dev.carillon.notifier.DeadLetterOffice.Selection;
import dev.carillon.notifier.Receptions;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Pacing;
import dev.carillon.rule.Quota;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.RetrySchedule;
import dev.carillon.rule.Topic;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Runs real scripts for received events, through the engine of a receiver. */
class ScriptLaneTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int RETRIES = 7; // more failures in a row than open a breaker

    @TempDir Path folder;

    private final MemoryState state = MemoryState.create();
    private final OnceRecords records = new OnceRecords(state);
    private Optional<DeliveryEngine> engine = Optional.empty();
    private Optional<KeptTopic> recipient = Optional.empty();

    @AfterEach
    void close() {
        engine.ifPresent(DeliveryEngine::close);
        state.close();
    }

    @Test
    void a_script_that_fails_for_one_object_holds_up_no_other_and_ends_as_a_dead_letter()
            throws Exception {
        Path out = folder.resolve("out");
        Path script =
                Scripts.shell(
                        folder,
                        "echo \"$2\" >> " + out,
                        "[ \"$2\" != bad ] || { echo no such thing; exit 3; }");
        Receptions receptions = open(script);
        receive(receptions, "bad", "1");
        receive(receptions, "bad", "2");
        for (int i = 0; i < 20; i++) {
            receive(receptions, "good" + i, "1");
        }
        engine().start();

        await().atMost(SOON).until(() -> letters().size() == 2 && owed() == 0);
        List<String> ran = Files.readAllLines(out);
        assertThat(ran).filteredOn("bad"::equals).hasSize(2 * (1 + RETRIES));
        assertThat(ran).filteredOn(key -> key.startsWith("good")).hasSize(20);
        DeadLetter letter = letters().getFirst();
        assertThat(letter.reason()).isEqualTo(DeadReason.RETRIES_EXHAUSTED);
        assertThat(letter.shared()).isZero();
        assertThat(letter.delivery().last().words()).isEqualTo("refused: exit code 3");
        assertThat(letter.delivery().last().excerpt()).isEqualTo("no such thing");
    }

    @Test
    void an_interrupted_run_is_a_dead_letter_that_an_operator_runs_again() throws Exception {
        Path out = folder.resolve("out");
        Path stuck = folder.resolve("stuck");
        Path script =
                Scripts.shell(
                        folder,
                        "echo \"$2\" >> " + out,
                        "[ \"$2\" = second ] || [ -e " + stuck + " ] || { touch " + stuck,
                        "sleep 1000; }");
        Receptions receptions = open(script);
        receive(receptions, "first", "1");
        receive(receptions, "second", "1");
        engine().start();
        await().atMost(SOON).until(() -> Files.exists(stuck) && owed() == 1);
        engine().close();

        var _ = open(script);
        engine().start();
        await().atMost(SOON).until(() -> letters().size() == 1 && owed() == 0);
        assertThat(letters().getFirst().reason()).isEqualTo(DeadReason.INTERRUPTED);
        assertThat(Files.readAllLines(out)).containsExactlyInAnyOrder("first", "second");

        engine().office().replay(Selection.all());
        await().atMost(SOON).until(() -> Scripts.lines(out).size() == 3 && owed() == 0);
        assertThat(Files.readAllLines(out)).endsWith("first");
        assertThat(letters()).isEmpty();
    }

    @Test
    void records_of_runs_stay_while_their_delivery_waits_and_leave_afterwards() throws Exception {
        Path gate = folder.resolve("gate");
        Receptions receptions =
                open(
                        Scripts.shell(
                                folder, "[ -e " + gate + " ] || sleep 0.1", "[ -e " + gate + " ]"));
        receive(receptions, "a", "1");
        receive(receptions, "b", "1");
        engine().start();
        await().atMost(SOON).until(() -> records.count() == 2);
        assertThat(records.removeSettled(this::attemptable)).isZero();

        Files.createFile(gate);
        await().atMost(SOON).until(() -> owed() == 0);

        assertThat(records.removeSettled(this::attemptable)).isEqualTo(2);
        assertThat(records.count()).isZero();
    }

    @Test
    void the_trace_of_the_publisher_is_in_the_environment_of_the_run() throws Exception {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Path out = folder.resolve("out");
        Receptions receptions =
                open(
                        Scripts.shell(
                                folder,
                                "echo \"$2 ${TRACEPARENT-no} ${TRACESTATE-no}\" >> " + out));
        receive(receptions, "a", "1", Map.of("traceparent", parent, "tracestate", "x=1,y=$(z)"));
        receive(receptions, "b", "1", Map.of("traceparent", parent));
        receive(receptions, "c", "1", Map.of("tracestate", "x=1"));
        engine().start();
        await().atMost(SOON).until(() -> owed() == 0);
        assertThat(Files.readAllLines(out))
                .containsExactlyInAnyOrder(
                        "a " + parent + " x=1,y=$(z)", "b " + parent + " no", "c no no");
    }

    private Receptions open(Path script) {
        var settings = ScriptSettings.of(script, 4).with(records);
        var retry =
                new RetryPolicy(
                        new RetrySchedule.Fixed(Duration.ofMillis(20)),
                        OptionalInt.of(RETRIES),
                        Optional.empty(),
                        Set.of());
        var pacing = new Pacing(Duration.ofMinutes(1), 4, Optional.empty());
        var policy = new DeliveryPolicy(retry, pacing, Quota.none());
        var dialect = new ScriptDialect(KeyEncodings.BY_DIALECT, policy);
        var opened =
                DeliveryEngine.open(
                        state,
                        EngineSettings.defaults(Dialects.of(List.of(dialect))),
                        EngineRuntime.system(
                                List.of(new ScriptEndpointProvider(settings)), new Stats()));
        engine = Optional.of(opened);
        var topic =
                new Topic(
                        new Recipient.Receiver("script"),
                        "",
                        ScriptDialect.NAME,
                        Optional.of(ScriptEndpointProvider.target(settings)),
                        true,
                        "",
                        Map.of());
        recipient = Optional.of(opened.topics().put(topic));
        return opened.receptions(recipient.orElseThrow());
    }

    private static void receive(Receptions receptions, String key, String sequencer)
            throws Exception {
        receive(receptions, key, sequencer, Map.of());
    }

    private static void receive(
            Receptions receptions, String key, String sequencer, Map<String, String> headers)
            throws Exception {
        String message =
                """
                {"Records":[{"eventName":"ObjectCreated:Put","eventSource":"ceph:s3","eventVersion":"2.2",
                "s3":{"bucket":{"name":"b"},"object":{"key":"%s","size":1,"sequencer":"%s"}}}]}
                """
                        .formatted(key, sequencer);
        var read =
                new MessageReader(KeyEncodings.BY_DIALECT)
                        .read(
                                name -> Optional.ofNullable(headers.get(name)),
                                message.getBytes(StandardCharsets.UTF_8),
                                "127.0.0.1",
                                Instant.now());
        assertThat(receptions.accept(((Events) read).events()).accepted()).isEqualTo(1);
    }

    private DeliveryEngine engine() {
        return engine.orElseThrow();
    }

    private LaneId lane() {
        return new LaneId(recipient.orElseThrow().lane());
    }

    private Set<Long> attemptable(boolean replay, long from, long to) {
        LaneId lane = replay ? lane().ofReplays() : lane();
        return engine().journal().attemptable(lane, from, to);
    }

    private long owed() {
        return engine().journal().owing(lane()) + engine().journal().owing(lane().ofReplays());
    }

    private List<DeadLetter> letters() {
        return engine().office().list(Selection.all(), Optional.empty(), 100).stream()
                .map(labelled -> labelled.letter())
                .toList();
    }
}
