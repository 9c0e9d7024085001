package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.b2client.B2Connection;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;
import dev.carillon.engine.EventRetention;
import dev.carillon.http.HttpOptions;
import dev.carillon.rule.Target;
import dev.carillon.server.RunningServer;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.state.RealDisk;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * A listener with a server, and a link between them that is cut for {@code
 * -Dcarillon.listen.cut=60} seconds (1 by default) while objects are made: no event is missing and
 * none comes twice.
 */
class ListenerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CUT_SECONDS = Integer.getInteger("carillon.listen.cut", 1);
    private static final Secret SECRET = Secret.of("01234567890123456789012345678901");
    private static final RuleLabel LABEL =
            RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000001"));

    private static final String EVENT =
            """
            {"events": [ {"eventId":"e1","bucketName":"b","matchedRuleName":"r","objectName":"a"} ]}
            """;

    @TempDir Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final RecordingReceiver local = RecordingReceiver.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ListenLog lines = new ListenLog(ListenLog.Level.INFO, log::add);
    private Server server;
    private Listener listener;
    private int made;

    @BeforeEach
    void start() throws Exception {
        server = Server.start(ServerConfig.of(RunningServer.settings(folder.resolve("data"))));
        put("/photos", "");
        listener = new Listener(journal(), lines);
    }

    @AfterEach
    void stop() {
        listener.close();
        server.close();
        local.close();
        http.shutdownNow();
    }

    @Test
    void pulled_events_are_those_that_a_rule_sends_and_a_cut_loses_and_repeats_none()
            throws Exception {
        try (var link = new CuttableLink(URI.create(server.s3Url().orElseThrow()))) {
            var wanted =
                    new TailWay.Wanted(
                            "photos",
                            LABEL.text(),
                            List.of("b2:ObjectCreated:*"),
                            "in/",
                            List.of(new Target.Header("X-Source", "B2")),
                            Optional.of(SECRET),
                            "here");
            listener.byTail(new TailWay.Source(link.url(), server.rootKey(), http), wanted);
            awaitReady();
            put("/photos/out/0", "not wanted");
            throughACut(link);
        }
        Received first = local.requests().getFirst();
        assertThat(first.header("x-source")).contains("B2");
        assertThat(first.header("user-agent")).contains("B2/EventNotifications");
        assertThat(first.header("content-type")).contains("application/json; charset=UTF-8");
        assertThat(first.header(B2Signature.HEADER))
                .contains(B2Signature.of(SECRET, first.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_comes_through_a_rule_is_signed_and_a_cut_loses_and_repeats_none() throws Exception {
        var book = new RuleBook(connection());
        Tunnels tunnels =
                listener.takeAt(
                        HttpOptions.of("listen", "--port", "127.0.0.1", 0), Optional.of(SECRET));
        try (var link = new CuttableLink(tunnels.local())) {
            RuleLease lease = leases(book).temporary(LABEL, rule());
            listener.byRule(tunnels.fixed(link.url() + "/hook"), lease, "here");
            awaitReady();
            assertThat(book.read("photos").needed(LABEL.text()).url())
                    .isEqualTo(link.url() + "/hook");
            throughACut(link);
            listener.close();
        }
        assertThat(book.read("photos").rules()).isEmpty();
        assertThat(log).contains("INFO:b2listen:Deleting rule with name \"" + LABEL.text() + "\"");
    }

    @Test
    void a_message_that_is_not_signed_with_the_secret_is_refused() throws Exception {
        Tunnels tunnels =
                listener.takeAt(
                        HttpOptions.of("listen", "--port", "127.0.0.1", 0), Optional.of(SECRET));
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), body, "v1=00")).isEqualTo(401);
        assertThat(post(tunnels.local(), "nope".getBytes(StandardCharsets.UTF_8), ""))
                .isEqualTo(401);
        byte[] bad = "nope".getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), bad, B2Signature.of(SECRET, bad))).isEqualTo(400);
        byte[] nameless = "{\"events\":[{\"eventId\":\"e\"}]}".getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), nameless, B2Signature.of(SECRET, nameless)))
                .isEqualTo(400);
        assertThat(local.requests()).isEmpty();
        assertThat(post(tunnels.local(), body, B2Signature.of(SECRET, body))).isEqualTo(200);
        local.await(1, PATIENCE);
        assertThat(local.requests().getFirst().text())
                .isEqualTo(new String(body, StandardCharsets.UTF_8));
    }

    @Test
    void what_a_broker_passes_on_keeps_its_form_and_a_repetition_is_not_passed_on()
            throws Exception {
        Tunnels tunnels =
                listener.takeAt(
                        HttpOptions.of("listen", "--port", "127.0.0.1", 0), Optional.empty());
        byte[] body =
                ("{\"event\": [ {\"eventId\":\"e1\","
                     + " \"bucketName\":\"b\",\"matchedRuleName\":\"r\",\"objectName\":\"ü\"}]}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), body, "")).isEqualTo(200);
        assertThat(post(tunnels.local(), body, "")).isEqualTo(200);
        byte[] none = "{\"event\": []}".getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), none, "")).isEqualTo(200);
        local.await(1, PATIENCE);
        assertThat(local.requests().getFirst().text())
                .isEqualTo(
                        "{\"event\":[{\"eventId\":\"e1\", \"bucketName\":\"b\","
                                + "\"matchedRuleName\":\"r\",\"objectName\":\"ü\"}]}");
        assertThat(listener.waiting()).isZero();
        assertThat(local.requests()).hasSize(1);
    }

    @Test
    void what_the_local_service_has_not_taken_waits_for_the_next_listener() throws Exception {
        local.stop();
        Tunnels tunnels =
                listener.takeAt(
                        HttpOptions.of("listen", "--port", "127.0.0.1", 0), Optional.empty());
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        assertThat(post(tunnels.local(), body, "")).isEqualTo(200);
        assertThat(listener.waiting()).isEqualTo(1);
        listener.close();
        local.restart();
        EventJournal journal = journal();
        assertThat(new History(journal).newest(5))
                .singleElement()
                .asString()
                .contains("waits")
                .endsWith("[e1]");
        listener = new Listener(journal, lines);
        local.await(1, PATIENCE);
        await().atMost(PATIENCE).until(() -> listener.waiting() == 0);
        assertThat(new History(journal).resend("e", URI.create(local.url("/"))).accepted())
                .isTrue();
        assertThat(local.requests()).hasSize(2);
        assertThat(local.requests().getLast().text())
                .isEqualTo(new String(body, StandardCharsets.UTF_8));
    }

    /** Makes objects before, during and after a cut. */
    private void throughACut(CuttableLink link) throws Exception {
        putSome(20);
        link.cut();
        long end = System.nanoTime() + Duration.ofSeconds(CUT_SECONDS).toNanos();
        while (System.nanoTime() < end) {
            putSome(5);
            Thread.sleep(20);
        }
        link.mend();
        putSome(20);
        local.await(made, PATIENCE);
        await().during(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .until(() -> local.requests().size() == made);
        List<String> expected = IntStream.range(0, made).mapToObj(i -> "in/" + i).toList();
        assertThat(local.requests().stream().map(ListenerIT::key))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(shown)
                .filteredOn(line -> line.contains("-->"))
                .hasSizeGreaterThanOrEqualTo(made);
    }

    private void putSome(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            put("/photos/in/" + made++, "x");
        }
    }

    private static String key(Received message) {
        return message.text().replaceAll("(?s).*\"objectName\": \"(.*?)\".*", "$1");
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> log.contains("INFO:b2listen:Ready to deliver events to here"));
    }

    private EventJournal journal() {
        var ticker = new Ticker(shown::add, Ticker.Colours.none(), InstantSource.system());
        return EventJournal.open(
                folder.resolve("journal"),
                URI.create(local.url("/hook")),
                EventRetention.defaults(),
                ticker);
    }

    private B2Connection connection() {
        return new B2Connection(URI.create(server.b2Url().orElseThrow()), server.rootKey(), http);
    }

    private RuleLeases leases(RuleBook book) {
        var records = new RecoveryFolder(new RealDisk(), folder.resolve("rules"), lines);
        return new RuleLeases(book, records, lines, new RuleLeases.Place("http://b2", "photos"));
    }

    private static B2Rule rule() {
        return B2Rule.named(LABEL.text())
                .with(
                        new RuleEdit(
                                Optional.of(List.of("b2:ObjectCreated:*")),
                                Optional.of("in/"),
                                Optional.of(true),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(SECRET.revealText())));
    }

    private void put(String path, String body) throws Exception {
        URI s3 = URI.create(server.s3Url().orElseThrow());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var signed =
                new SigV4Signer(server.rootKey(), "default", "s3", InstantSource.system())
                        .sign(
                                new RequestToSign(
                                        "PUT", path, "", Map.of("host", s3.getAuthority())),
                                bytes);
        var request =
                HttpRequest.newBuilder(URI.create(s3 + path))
                        .PUT(BodyPublishers.ofByteArray(bytes));
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private int post(URI url, byte[] body, String signature) throws Exception {
        var request =
                HttpRequest.newBuilder(url)
                        .header(B2Signature.HEADER, signature)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
