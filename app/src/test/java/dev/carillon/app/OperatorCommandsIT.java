package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.RocksState;
import dev.carillon.state.View;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Tests of the operator's commands with a running server whose receiver refuses until it is healed.
 */
class OperatorCommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private CommandServer server;
    private DemoBucket bucket;

    @BeforeEach
    void start() {
        receiver.otherwise(new Answer.Reply(410, Map.of(), "retired".getBytes(UTF_8)));
        server = CommandServer.over(folder, Map.of());
        bucket = server.bucket();
        bucket.notify(bucket.createTopic("bell", receiver.url("/bell")));
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.close();
    }

    @Test
    void a_letter_is_listed_shown_and_explained() {
        bucket.put("in/cat.jpg", 1);
        String id = letter();
        CommandLineRun list = run("deadletter", "list");
        assertThat(list.exit()).isEqualTo(Exit.OK);
        assertThat(list.out())
                .startsWith("ID ")
                .containsPattern(
                        id
                                + " +[0-9T:Z-]+ +refused +bell +pictures +1 +refused with 410 +"
                                + "photos/in/cat.jpg")
                .contains("1 dead letter;");
        assertThat(run("deadletter", "show", id).out())
                .contains("dead letter " + id)
                .contains("refused, after 1 attempt")
                .contains("answer     retired")
                .contains("\"key\" : \"in/cat.jpg\"")
                .contains("carillon deadletter replay " + id);
        JsonNode whole = JSON.readTree(run("deadletter", "show", id, "--json").out());
        assertThat(whole.at("/record/Records/0/eventId")).isEqualTo(whole.path("eventId"));
        assertThat(run("explain", "s3://photos/in/cat.jpg").out())
                .contains("ObjectCreated:Put")
                .contains("after 1 attempt: refused (refused with 410)")
                .contains("carillon deadletter replay " + id);
    }

    @Test
    void options_choose_and_a_limit_says_that_there_are_more() {
        bucket.put("in/a.jpg", 1);
        bucket.put("in/b.jpg", 1);
        await(() -> letters().size() == 2);
        CommandLineRun one = run("deadletter", "list", "--json", "--limit", "1");
        assertThat(one.out().lines()).hasSize(1);
        assertThat(one.err()).contains("there are more, see them with --limit");
        assertThat(run("deadletter", "list", "--reason", "expired").out())
                .isEqualToIgnoringNewLines("no dead letters like that");
        assertThat(run("deadletter", "list", "--since", "1h", "--topic", "bell").out())
                .contains("2 dead letters");
        assertThat(run("deadletter", "list", "--topic", "belll"))
                .isEqualTo(failed("There is no topic 'belll': see how it is spelt."));
    }

    @Test
    void sent_again_it_arrives_once_however_often_it_is_asked() {
        bucket.put("in/cat.jpg", 1);
        String id = letter();
        receiver.otherwise(Answer.ok());
        assertThat(run("deadletter", "replay", id).out())
                .isEqualToIgnoringNewLines("1 dead letter sent again");
        CommandLineRun twice = run("deadletter", "replay", id);
        assertThat(twice.exit()).isEqualTo(Exit.OK);
        assertThat(twice.out()).isEqualToIgnoringNewLines("0 dead letters sent again");
        CommandLineRun never = run("deadletter", "replay", id + "999");
        assertThat(never.exit()).isEqualTo(Exit.FAILED);
        assertThat(never.err()).contains("There is no dead letter " + id + "999");
        assertThat(run("deadletter", "replay").out())
                .isEqualToIgnoringNewLines("0 dead letters sent again");
        await(() -> run("explain", "s3://photos/in/cat.jpg").out().contains("replay: delivered"));
        List<Received> got = receiver.requests();
        assertThat(got).hasSize(2);
        assertThat(got.get(1).header("webhook-id")).isEqualTo(got.get(0).header("webhook-id"));
        assertThat(got.get(1).header("x-carillon-replay")).hasValue("true");
        assertThat(got.get(1).header("x-carillon-delivery")).hasValue("1");
    }

    @Test
    void a_letter_whose_topic_is_deleted_stays_and_that_is_a_failure() {
        bucket.put("in/cat.jpg", 1);
        letter();
        bucket.deleteTopic("arn:aws:sns:default::bell");
        CommandLineRun replay = run("deadletter", "replay", "--topic", "bell");
        assertThat(replay.exit()).isEqualTo(Exit.FAILED);
        assertThat(replay.out())
                .contains("0 dead letters sent again")
                .contains("1 dead letter stay")
                .contains("make it again, or purge them");
    }

    @Test
    void purge_requires_a_selection() {
        bucket.put("in/cat.jpg", 1);
        letter();
        CommandLineRun bare = run("deadletter", "purge");
        assertThat(bare.exit()).isEqualTo(Exit.USAGE);
        assertThat(bare.err()).contains("--all for every dead letter");
        assertThat(run("deadletter", "purge", "--all", "--topic", "bell").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(run("deadletter", "purge", "1-1", "--topic", "bell").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(letters()).hasSize(1);
        assertThat(run("deadletter", "purge", "--all", "--json").out())
                .isEqualToIgnoringNewLines("{\"purged\":1}");
        assertThat(run("deadletter", "list").out()).startsWith("no dead letters");
    }

    @Test
    void past_events_are_sent_again_in_order_per_key() throws Exception {
        receiver.otherwise(Answer.ok());
        for (int turn = 0; turn < 6; turn++) {
            bucket.put("in/" + turn % 2 + ".jpg", turn);
        }
        receiver.await(6, PATIENCE);
        assertThat(run("replay", "--topic", "bell", "--since", "1h", "--key-prefix", "in/1").out())
                .isEqualToIgnoringNewLines(
                        "3 events on the way to topic bell again (3 to deliver)");
        List<Received> again = receiver.await(9, PATIENCE).subList(6, 9);
        assertThat(again).allMatch(received -> received.header("x-carillon-replay").isPresent());
        assertThat(again.stream().map(OperatorCommandsIT::size)).containsExactly(1L, 3L, 5L);
        assertThat(run("replay", "--topic", "bell", "--since", "2h", "--until", "1h").out())
                .contains("nothing is sent");
    }

    @Test
    void explain_says_why_not_and_what_no_event_can_mean() {
        bucket.put("in/notes.txt", 1);
        assertThat(run("explain", "s3://photos/in/notes.txt").out())
                .contains("pictures  → bell  not matched: the key does not end with '.jpg'");
        assertThat(run("explain", "s3://photos/in/never.jpg", "--since", "2h").out())
                .startsWith("no event of s3://photos/in/never.jpg since ")
                .contains("is it spelt right?", "has left the log", "before --since");
        assertThat(run("explain", "photos/in/cat.jpg").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void an_audit_is_clean_after_it_all_and_finds_what_is_missing() {
        bucket.put("in/cat.jpg", 1);
        letter();
        receiver.otherwise(Answer.ok());
        run("deadletter", "replay");
        run("replay", "--topic", "bell", "--since", "1h");
        assertThat(CommandLineRun.of("audit", "--data", folder.toString()).err())
                .contains("in use by another server");
        server.server().close();
        CommandLineRun clean = CommandLineRun.of("audit", "--data", folder.toString());
        assertThat(clean.exit()).isEqualTo(Exit.OK);
        assertThat(clean.out()).contains("3  deliveries owed for them").contains("clean:");
        forget("in/cat.jpg");
        CommandLineRun faulty = CommandLineRun.of("audit", "--data", folder.toString(), "--json");
        assertThat(faulty.exit()).isEqualTo(Exit.FAILED);
        JsonNode report = JSON.readTree(faulty.out());
        assertThat(report.path("faults").asInt())
                .isEqualTo(report.path("found").size())
                .isPositive();
        assertThat(CommandLineRun.of("audit", "--data", folder + "/objects").err())
                .contains("is no data directory of a server");
    }

    @Test
    void missing_credentials_are_reported_with_what_to_give() {
        assertThat(at(server.server().adminUrl().orElseThrow(), folder.resolve("objects")).err())
                .startsWith("carillon: no key pair to sign with: set CARILLON_ACCESS_KEY")
                .contains("--data");
        assertThat(at(server.server().s3Url().orElseThrow(), folder).err())
                .contains("not as an admin port does: is --admin right?");
        assertThat(at("127.0.0.1:9003", folder).err()).contains("--admin takes a URL like http://");
        String closed = server.server().adminUrl().orElseThrow();
        server.server().close();
        assertThat(at(closed, folder))
                .isEqualTo(
                        failed(
                                "no server answers at "
                                        + closed
                                        + ": start one (carillon serve), or say where it is with"
                                        + " --admin URL"));
    }

    @Test
    void another_servers_key_pair_is_refused_in_one_line(@TempDir Path other) {
        Server.start(
                        ServerConfig.of(
                                Settings.defaults()
                                        .with(Setting.DATA, other.toString())
                                        .with(Setting.S3_PORT, "off")
                                        .with(Setting.B2_PORT, "off")
                                        .with(Setting.ADMIN_PORT, "off")))
                .close();
        CommandLineRun refused = at(server.server().adminUrl().orElseThrow(), other);
        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).contains("does not take this key pair: give its own by");
    }

    private CommandLineRun run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(
                List.of(
                        "--admin",
                        server.server().adminUrl().orElseThrow(),
                        "--data",
                        folder.toString()));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static CommandLineRun at(String admin, Path data) {
        return CommandLineRun.of("deadletter", "list", "--admin", admin, "--data", data.toString());
    }

    private static CommandLineRun failed(String message) {
        return new CommandLineRun(Exit.FAILED, "", "carillon: " + message + System.lineSeparator());
    }

    private String letter() {
        await(() -> letters().size() == 1);
        return letters().getFirst().path("id").asString();
    }

    private List<JsonNode> letters() {
        return run("deadletter", "list", "--json").out().lines().map(JSON::readTree).toList();
    }

    @Test
    void status_shows_each_topic_and_is_not_well_while_an_endpoint_is_away() {
        assertThat(status().exit()).isEqualTo(Exit.OK);
        receiver.otherwise(new Answer.Reply(500, Map.of(), new byte[0]));
        for (int number = 0; number < 8; number++) {
            bucket.put("in/" + number + ".jpg", 1);
        }
        await(() -> status().exit() == Exit.FAILED);
        CommandLineRun status = status();
        assertThat(status.out())
                .contains("an endpoint is away; find out why with: carillon topic test bell")
                .containsPattern("(?m)^TOPIC +OWED +LAG +DEAD LETTERS +ENDPOINT$")
                .containsPattern("(?m)^bell +8 +\\d+ s +0 +away$");
        JsonNode document = JSON.readTree(status("--json").out());
        assertThat(document.path("well").asBoolean()).isFalse();
        assertThat(document.at("/topics/0/owed").asLong()).isEqualTo(8);
        assertThat(document.at("/topics/0/endpointAway").asBoolean()).isTrue();
        assertThat(document.at("/figures/pubsub_event_triggered_total").asLong()).isEqualTo(8);
    }

    private CommandLineRun status(String... options) {
        var words =
                new ArrayList<>(
                        List.of("status", "--admin", server.server().adminUrl().orElseThrow()));
        words.addAll(List.of(options));
        return CommandLineRun.of(words.toArray(String[]::new));
    }

    private static long size(Received one) {
        return JSON.readTree(one.text()).at("/Records/0/s3/object/size").asLong();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    /** Deletes every record whose key contains the object's key. */
    private void forget(String key) {
        try (var state = RocksState.open(folder)) {
            var commit = new Commit();
            keys(state, found -> new String(found.bytes(), UTF_8).contains(key))
                    .forEach(commit::delete);
            state.commit(commit);
        }
    }

    private static List<Key> keys(RocksState state, Predicate<Key> wanted) {
        var keys = new ArrayList<Key>();
        try (var view = state.view();
                var scan =
                        view.scan(
                                Key.of(new byte[0]), Key.of(new byte[] {-1}), View.Order.FORWARD)) {
            while (scan.next()) {
                if (wanted.test(scan.key())) {
                    keys.add(scan.key());
                }
            }
        }
        return keys;
    }
}
