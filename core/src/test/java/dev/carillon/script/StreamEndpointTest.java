package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Gives events to real workers: shell scripts that read lines. */
class StreamEndpointTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Reads a line and finds its id. */
    private static final String READ =
            "while read -r line; do id=${line#'{\"id\":\"'}; id=${id%%'\"'*}";

    @TempDir Path folder;

    private final List<StreamEndpointProvider> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        opened.forEach(StreamEndpointProvider::close);
        threads.close();
    }

    @Test
    void a_worker_reads_one_object_a_line_and_answers_by_id() throws Exception {
        Path out = folder.resolve("out");
        Endpoint endpoint =
                worker(READ, "printf '%s\\n' \"$line\" >> " + out, "echo \"ok $id\"", "done");

        String key = "a \"b\"\n\u0001\\ grüße 😀";
        assertThat(send(endpoint, 7, key, Map.of(ScriptCall.SIZE, "12", ScriptCall.ETAG, "e")))
                .isInstanceOf(Accepted.class);
        assertThat(send(endpoint, 8, "k", Map.of("x-carillon-replay", "true")))
                .isInstanceOf(Accepted.class);

        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "{\"id\":\"7\",\"bucket\":\"photos\",\"key\":\"a \\\"b\\\"\\n\\u0001\\\\"
                            + " grüße 😀\","
                            + "\"action\":\"copy\",\"eventType\":\"ObjectCreated:Put\",\"size\":12,\"etag\":\"e\","
                            + "\"versionId\":\"\",\"sequencer\":\"\",\"eventId\":\"\",\"attempt\":2,\"event\":{\"key\":"
                            + " \"k\"}}",
                        "{\"id\":\"8r\",\"bucket\":\"photos\",\"key\":\"k\",\"action\":\"copy\","
                            + "\"eventType\":\"ObjectCreated:Put\",\"size\":null,\"etag\":\"\",\"versionId\":\"\",\"sequencer\":\"\",\"eventId\":\"\",\"attempt\":2,\"event\":{\"key\":"
                            + " \"k\"}}");
    }

    @Test
    void a_failure_has_the_workers_reason() throws Exception {
        Endpoint endpoint =
                worker(
                        READ,
                        "if [ $id = 1 ]; then echo \"fail $id no space left\"; else echo \"fail"
                                + " $id\"; fi",
                        "done");

        assertThat(reason(send(endpoint, 1)))
                .isEqualTo(new Stated("failed: no space left", Scope.DELIVERY));
        assertThat(reason(send(endpoint, 2)))
                .isEqualTo(new Stated("failed: the worker gave no reason", Scope.DELIVERY));
    }

    @Test
    void many_events_are_open_at_once_and_answers_come_in_any_order() throws Exception {
        Endpoint endpoint =
                worker("read -r a; read -r b; read -r c", "echo ok 3; echo ok 1; echo ok 2", "cat");

        var one = threads.submit(() -> send(endpoint, 1));
        var two = threads.submit(() -> send(endpoint, 2));

        assertThat(send(endpoint, 3)).isInstanceOf(Accepted.class);
        assertThat(one.get()).isInstanceOf(Accepted.class);
        assertThat(two.get()).isInstanceOf(Accepted.class);
    }

    @Test
    void a_worker_without_an_answer_in_time_is_ended_and_its_events_fail() throws Exception {
        Path pids = folder.resolve("pids");
        Endpoint endpoint =
                worker("echo $$ >> " + pids, READ, "[ $id = 1 ] || echo \"ok $id\"", "done");

        AttemptResult late = endpoint.send(message(1, "k", Map.of()), Duration.ofSeconds(1));

        Stated stated = reason(late);
        assertThat(stated.words())
                .isEqualTo("not answered by the worker: it gave no answer for 1 within 1s");
        assertThat(stated.scope()).isEqualTo(Scope.DELIVERY);
        assertThat(lives(Scripts.lines(pids).getFirst())).isFalse();
        assertThat(send(endpoint, 2)).as("another worker").isInstanceOf(Accepted.class);
        assertThat(Scripts.lines(pids)).hasSize(2);
    }

    @Test
    void the_wait_behind_other_events_takes_no_time_from_a_serial_worker() throws Exception {
        Path pids = folder.resolve("pids");
        Endpoint endpoint =
                worker("echo $$ >> " + pids, READ, "sleep 0.5", "echo \"ok $id\"", "done");
        List<Future<AttemptResult>> results = new ArrayList<>();
        for (int id = 1; id <= 8; id++) {
            Message message = message(id, "k", Map.of());
            results.add(threads.submit(() -> endpoint.send(message, Duration.ofSeconds(2))));
        }

        for (var result : results) {
            assertThat(result.get()).isInstanceOf(Accepted.class);
        }
        assertThat(Scripts.lines(pids)).hasSize(1);
    }

    @Test
    void an_event_that_was_given_and_not_answered_is_never_given_again() throws Exception {
        Path out = folder.resolve("out");
        Endpoint endpoint =
                recorded(
                        "read -r a; echo \"$a\" >> " + out,
                        "read -r b; echo \"$b\" >> " + out,
                        "echo ok 1",
                        "exit 4");
        var one = threads.submit(() -> send(endpoint, 1));
        await().atMost(Duration.ofSeconds(20)).until(() -> Scripts.lines(out).size() == 1);
        var two = threads.submit(() -> send(endpoint, 2));

        assertThat(one.get()).isInstanceOf(Accepted.class);
        assertThat(two.get()).isEqualTo(new Unreachable("not answered by the worker: exit code 4"));
        assertThat(send(endpoint, 1)).as("its answer is recorded").isInstanceOf(Accepted.class);
        assertThat(reason(send(endpoint, 2)).scope()).isEqualTo(Scope.INTERRUPTED);
        assertThat(Scripts.lines(out)).hasSize(2);
    }

    @Test
    void what_a_worker_has_not_read_is_given_to_the_next_one() throws Exception {
        Path runs = folder.resolve("runs");
        Endpoint endpoint =
                recorded(
                        "echo $$ >> " + runs,
                        "[ $(wc -l < " + runs + ") -gt 1 ] || exit 3",
                        READ,
                        "echo \"ok $id\"",
                        "done");

        assertThat(reason(send(endpoint, 1)))
                .isEqualTo(new Stated("not answered by the worker: exit code 3", Scope.ENDPOINT));
        assertThat(send(endpoint, 1)).isInstanceOf(Accepted.class);
    }

    @Test
    void answers_before_and_after_a_line_that_is_none_count() throws Exception {
        Endpoint endpoint =
                worker(
                        "read -r a; read -r b",
                        "printf 'ok 1\\nhello\\nok 2\\n'", // one write: it is ended right after it
                        "while true; do sleep 0.05; done");

        var one = threads.submit(() -> send(endpoint, 1));
        var two = threads.submit(() -> send(endpoint, 2));

        assertThat(one.get()).isInstanceOf(Accepted.class);
        assertThat(two.get()).isInstanceOf(Accepted.class);
    }

    @Test
    void a_failure_of_the_receiver_itself_ends_neither_an_attempt_nor_the_service()
            throws Exception {
        Endpoint endpoint = worker(READ, "[ $id = 1 ] || echo \"ok $id\"", "done");
        Duration tooLong = Duration.ofSeconds(Long.MAX_VALUE); // more than fits into nanoseconds
        Message message = message(1, "k", Map.of());

        var failed = threads.submit(() -> endpoint.send(message, tooLong));

        assertThat(reason(failed.get(20, TimeUnit.SECONDS)).words()).contains("internal error");
        assertThat(ProcessHandle.current().children()).isEmpty();
        // an event that comes while the worker is being ended fails with it
        await().atMost(Duration.ofSeconds(20)).until(() -> send(endpoint, 2) instanceof Accepted);
    }

    @Test
    void a_receiver_that_inherits_that_ends_of_children_are_ignored_learns_of_them()
            throws Exception {
        var _ = Libc.load().orElseThrow().onSignal(Libc.SIGCHLD, MemorySegment.ofAddress(1));
        Endpoint endpoint = worker("exit 3");

        assertThat(reason(send(endpoint, 1)).words()).endsWith("exit code 3");
    }

    @Test
    void what_is_no_answer_ends_the_worker() throws Exception {
        assertEnds("echo hello", "it printed 'hello', which is neither ok ID nor fail ID");
        assertEnds("echo ok 99", "it answered 'ok 99', and there is no such event");
        assertEnds("echo", "it printed '', which is neither ok ID nor fail ID");
        assertEnds("echo ok", "it printed 'ok', which is neither ok ID nor fail ID");
        assertEnds("echo ok 1 2", "it printed 'ok 1 2', which is neither ok ID nor fail ID");
        assertEnds("printf '\\033[2Jx\\n'", "it printed '\uFFFD[2Jx', which is neither");
        assertEnds("head -c 200000 /dev/zero", "it printed a line that is too long for an answer");
    }

    @Test
    void a_worker_that_answers_nothing_and_ends_is_the_trouble_of_every_event() throws Exception {
        Endpoint endpoint = worker("exit 3");

        assertThat(reason(send(endpoint, 1)))
                .isEqualTo(new Stated("not answered by the worker: exit code 3", Scope.ENDPOINT));
    }

    @Test
    void the_answers_before_the_end_of_a_worker_count() throws Exception {
        Endpoint endpoint = worker("read -r a; read -r b", "echo ok 1", "exit 4");

        var one = threads.submit(() -> send(endpoint, 1));
        var two = threads.submit(() -> send(endpoint, 2));
        var results = List.of(one.get(), two.get());

        assertThat(results.get(0)).isInstanceOf(Accepted.class);
        assertThat(reason(results.get(1)))
                .isEqualTo(new Stated("not answered by the worker: exit code 4", Scope.DELIVERY));
    }

    @Test
    void a_worker_that_reads_no_more_is_ended() throws Exception {
        Endpoint endpoint = worker("exec <&-", "sleep 1000");

        assertThat(reason(send(endpoint, 1)).words())
                .isEqualTo("not answered by the worker: it reads no more events");
    }

    @Test
    void a_worker_that_is_slow_to_read_gets_events_of_any_size_whole() throws Exception {
        Path out = folder.resolve("out");
        Endpoint endpoint =
                worker("sleep 0.3", "head -n 3 > " + out, "echo ok 1; echo ok 2; echo ok 3", "cat");
        byte[] large = ("{\"x\":\"" + "y".repeat(3 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        List<Future<AttemptResult>> results = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            var message = message(id, "k", Map.of());
            var big = new Message("", message.headers(), large);
            results.add(threads.submit(() -> endpoint.send(big, LIMIT)));
        }
        for (var result : results) {
            assertThat(result.get()).isInstanceOf(Accepted.class);
        }
        assertThat(Files.size(out)).isGreaterThan(9 << 20);
        try (var parser = new JsonFactory().createParser(out.toFile())) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
        }
    }

    @Test
    void a_missing_program_is_the_trouble_of_every_event() {
        Endpoint endpoint = open(folder.resolve("missing"), 1);

        Stated stated = reason(send(endpoint, 1));
        assertThat(stated.words()).contains("does not exist");
        assertThat(stated.scope()).isEqualTo(Scope.ENDPOINT);
    }

    @Test
    void ten_thousand_events_are_shared_by_the_workers() throws Exception {
        Endpoint endpoint =
                open(
                        Scripts.program(
                                folder,
                                "#!/usr/bin/perl\n"
                                        + "$| = 1; while (<STDIN>) { print \"ok $1\\n\" if"
                                        + " /^.\"id\":\"(\\w+)\"/; }\n"),
                        4);
        List<Future<AttemptResult>> results = new ArrayList<>();
        for (int id = 1; id <= 10_000; id++) {
            int number = id;
            results.add(threads.submit(() -> send(endpoint, number)));
        }
        for (var result : results) {
            assertThat(result.get()).isInstanceOf(Accepted.class);
        }
        assertThat(ProcessHandle.current().children().count()).isBetween(1L, 4L);
    }

    @Test
    void closing_shows_workers_the_end_of_their_input_and_loses_no_answer() throws Exception {
        Path out = folder.resolve("out");
        Endpoint endpoint =
                worker(
                        "read -r a",
                        "sleep 0.5",
                        "echo ok 1",
                        "cat > /dev/null",
                        "echo end > " + out);
        var open = threads.submit(() -> send(endpoint, 1));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.current().children().count() > 0);
        Thread.sleep(200);

        opened.getFirst().close();

        assertThat(open.get()).isInstanceOf(Accepted.class);
        assertThat(Scripts.lines(out)).containsExactly("end");
        assertThat(reason(send(endpoint, 2)).words()).contains("the receiver is stopping");
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void closing_ends_a_worker_that_does_not_answer() throws Exception {
        Path pids = folder.resolve("pids");
        Endpoint endpoint = worker("trap '' TERM", "echo $$ > " + pids, READ, "sleep 1000", "done");
        var open = threads.submit(() -> send(endpoint, 1));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Scripts.lines(pids).isEmpty());

        opened.getFirst().close();

        assertThat(open.get(20, TimeUnit.SECONDS)).isInstanceOf(Unreachable.class);
        assertThat(lives(Scripts.lines(pids).getFirst())).isFalse();
    }

    @Test
    void a_hundred_ends_of_workers_leave_no_descriptor_and_no_process() throws Exception {
        Endpoint endpoint = worker(READ, "echo \"ok $id\"", "exit 0", "done");
        send(endpoint, 1);
        long before = descriptors();

        for (int id = 2; id <= 100; id++) {
            send(endpoint, id);
        }

        assertThat(descriptors()).isLessThanOrEqualTo(before + 6);
        assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(1);
    }

    private void assertEnds(String act, String words) throws IOException {
        Endpoint endpoint = worker("read -r line", act, "sleep 1000");

        Stated stated = reason(send(endpoint, 1));
        assertThat(stated.words()).startsWith("not answered by the worker: " + words);
        assertThat(stated.scope()).isEqualTo(Scope.DELIVERY);
    }

    private Endpoint worker(String... lines) throws IOException {
        return open(Scripts.shell(folder, lines), 1);
    }

    /** Opens a worker whose runs are recorded. */
    private Endpoint recorded(String... lines) throws IOException {
        var records = new OnceRecords(MemoryState.create());
        return open(ScriptSettings.of(Scripts.shell(folder, lines), 1).with(records));
    }

    private Endpoint open(Path program, int workers) {
        return open(ScriptSettings.of(program, workers));
    }

    private Endpoint open(ScriptSettings settings) {
        var provider = new StreamEndpointProvider(settings);
        opened.add(provider);
        return provider.open(StreamEndpointProvider.target(settings));
    }

    private static AttemptResult send(Endpoint endpoint, int number) {
        return send(endpoint, number, "k", Map.of());
    }

    private static AttemptResult send(
            Endpoint endpoint, int number, String key, Map<String, String> more) {
        return endpoint.send(message(number, key, more), LIMIT);
    }

    private static Message message(int number, String key, Map<String, String> more) {
        return Scripts.message(key, Map.of("x-carillon-delivery", Integer.toString(number)))
                .with(more);
    }

    private static Stated reason(AttemptResult result) {
        assertThat(result).isInstanceOf(Refused.class);
        return (Stated) ((Refused) result).reason();
    }

    private static boolean lives(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
