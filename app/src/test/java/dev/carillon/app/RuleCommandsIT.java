package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Setting;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tests of {@code carillon rule} with a running server. */
class RuleCommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private CommandServer server;

    @BeforeEach
    void start() {
        server = CommandServer.over(folder.resolve("data"), Map.of(Setting.B2_SUSPEND_AFTER, "1s"));
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.close();
    }

    @Test
    void a_rule_is_made_listed_changed_and_deleted() {
        assertThat(run("list", "b2://photos").out())
                .isEqualToNormalizingNewlines("No notification rules for b2://photos/\n");
        CommandLineRun made = create("the-rule", "b2://photos/in/", "--custom-header", "X-A=b=c");
        assertThat(made.exit()).as(made.err()).isEqualTo(Exit.OK);
        assertThat(made.out()).contains("the-rule").contains("in/").doesNotContain(SECRET);
        JsonNode rule = rule();
        assertThat(rule.path("objectNamePrefix").asString()).isEqualTo("in/");
        assertThat(rule.at("/targetConfiguration/customHeaders/0/value").asString())
                .isEqualTo("b=c");
        assertThat(rule.at("/targetConfiguration/hmacSha256SigningSecret").asString())
                .isEqualTo(SECRET);
        ok("update", "photos", "the-rule", "--disable", "--max-events-per-batch", "7");
        assertThat(rule().path("isEnabled").asBoolean()).isFalse();
        assertThat(rule().path("maxEventsPerBatch").asInt()).isEqualTo(7);
        assertThat(rule().path("objectNamePrefix").asString()).isEqualTo("in/");
        ok("update", "photos", "the-rule", "--sign-secret", "", "--custom-header", "", "--prefix=");
        assertThat(rule().at("/targetConfiguration/hmacSha256SigningSecret").isNull()).isTrue();
        assertThat(rule().at("/targetConfiguration/customHeaders")).isEmpty();
        assertThat(rule().path("objectNamePrefix").asString()).isEmpty();
        ok("enable", "b2://photos/ignored", "the-rule");
        assertThat(rule().path("isEnabled").asBoolean()).isTrue();
        assertThat(rule().path("objectNamePrefix").asString()).isEmpty();
        ok("disable", "photos", "the-rule");
        assertThat(run("list", "photos").out()).contains("the-rule  disabled  7");
        assertThat(run("delete", "photos", "the-rule").out())
                .isEqualToNormalizingNewlines(
                        "Rule 'the-rule' has been deleted from b2://photos/\n");
        assertThat(run("list", "photos").out()).startsWith("No notification rules");
    }

    @Test
    void a_path_lists_the_rules_below_it() {
        ok(create("rule-a", "b2://photos/a/"));
        ok(create("rule-b", "b2://photos/b/"));
        assertThat(run("list", "b2://photos/b").out()).contains("rule-b").doesNotContain("rule-a");
    }

    @Test
    void matching_events_and_test_events_are_sent() throws Exception {
        ok(create("the-rule", "b2://photos/in/"));
        CommandLineRun test = run("test", "photos", "the-rule");
        assertThat(test.exit()).isEqualTo(Exit.OK);
        assertThat(
                        CommandLineRun.of(
                                        "topic",
                                        "test",
                                        "photos/the-rule",
                                        "--admin",
                                        server.server().adminUrl().orElseThrow(),
                                        "--data",
                                        folder.resolve("data").toString())
                                .exit())
                .as("the rule's topic, by its name")
                .isEqualTo(Exit.OK);
        assertThat(test.out())
                .contains("answer   ok")
                .contains("The endpoint accepted the message");
        assertThat(receiver.await(2, PATIENCE))
                .allSatisfy(received -> assertThat(type(received)).isEqualTo("b2:TestEvent"));
        server.bucket().put("in/a", 1);
        Received told = receiver.await(3, PATIENCE).getLast();
        assertThat(type(told)).isEqualTo("b2:ObjectCreated:Upload");
        assertThat(told.header("X-Bz-Event-Notification-Signature")).isPresent();
        receiver.stop();
        CommandLineRun failed = run("test", "photos", "the-rule");
        assertThat(failed.exit()).isEqualTo(Exit.FAILED);
        assertThat(failed.out()).contains("connect  FAILED");
    }

    @Test
    void a_suspended_rule_can_be_resumed_but_not_edited() throws Exception {
        ok(create("the-rule", "b2://photos/in/"));
        receiver.otherwise(Answer.status(503));
        server.bucket().put("in/a", 1);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rule().path("isSuspended").asBoolean()).isTrue());
        assertThat(run("list", "photos").out())
                .contains("the-rule  suspended  1")
                .contains("the-rule is suspended: No event was accepted since ")
                .contains("503");
        CommandLineRun edit = run("update", "photos", "the-rule", "--prefix", "out/");
        assertThat(edit.exit()).isEqualTo(Exit.FAILED);
        assertThat(edit.err())
                .contains("(cannot_edit_suspended_rule)")
                .contains("carillon rule resume");
        String file = run("export", "photos").out();
        assertThat(apply(file).out()).contains("nothing differs");
        receiver.otherwise(Answer.ok());
        assertThat(run("resume", "photos", "the-rule").out()).contains("enabled");
        assertThat(run("resume", "photos", "the-rule").out()).contains("not suspended");
        int before = receiver.requests().size();
        server.bucket().put("in/b", 1);
        receiver.await(before + 1, PATIENCE);
    }

    @Test
    void a_file_is_applied_and_only_what_differs_changes() throws Exception {
        ok(create("rule-a", "b2://photos/a/"));
        ok(create("rule-b", "b2://photos/b/"));
        String file = run("export", "photos").out();
        String wanted = file.replace("objectNamePrefix: a/", "objectNamePrefix: aa/");
        wanted = wanted.replace("name: rule-b", "name: rule-c");
        CommandLineRun dry = apply(wanted, "--dry-run");
        assertThat(dry.out())
                .contains("~ update  rule-a")
                .contains("prefix: 'a/' -> 'aa/'")
                .contains("- delete  rule-b")
                .contains("+ create  rule-c")
                .contains("nothing was changed");
        assertThat(apply(file).out()).contains("= keep    rule-a").contains("nothing differs");
        assertThat(apply(wanted).out()).contains("1 bucket changed");
        assertThat(run("export").out()).as("of all buckets").isEqualTo(wanted);
        assertThat(run("export", "photos").out()).isEqualTo(wanted);
        CommandLineRun refused = apply(wanted.replace("name: rule-c", "name: x"));
        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err())
                .contains("b2://photos was not changed: ")
                .contains("(rule_name_invalid)");
        assertThat(run("export", "photos").out()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "2 | create photos the-rule --webhook-url http://127.0.0.1:1/"
                        + " | a new rule needs --event-type",
                "2 | create photos the-rule --event-type b2:ObjectCreated:*"
                        + " | a new rule needs --webhook-url",
                "2 | update photos the-rule --custom-header bad | --custom-header takes NAME=VALUE",
                "2 | update photos/a the-rule --prefix b | two prefixes",
                "2 | update photos the-rule --enable --disable | mutually exclusive",
                "2 | update photos the-rule --max-events-per-batch many | many",
                "2 | list b3://photos | is no bucket",
                "2 | list | Missing required parameter",
                "1 | update photos the-rule --enable | does not exist on bucket 'photos'",
                "1 | delete photos the-rule | no such rule to delete: 'the-rule'",
                "1 | list nowhere | bucket 'nowhere' does not exist",
                "1 | apply nofile.yaml | there is no such file"
            })
    void errors_are_reported(int exit, String line, String told) {
        CommandLineRun run = run(line.split(" "));
        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.err()).contains(told);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_key_without_permission_is_reported() {
        CommandLineRun run =
                CommandLineRun.of(
                        "rule",
                        "list",
                        "photos",
                        "--endpoint",
                        server.server().s3Url().orElseThrow());
        assertThat(run.exit()).isEqualTo(Exit.FAILED);
        assertThat(run.err()).contains("no key pair");
    }

    @Test
    void two_writers_at_once_lose_nothing() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            String name = "rule-" + i;
            String place = "b2://photos/" + i + "/";
            threads.add(Thread.startVirtualThread(() -> ok(create(name, place))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(JSON.readTree(run("list", "photos", "--json").out())).hasSize(4);
    }

    private CommandLineRun create(String name, String place, String... more) {
        var line = new ArrayList<>(List.of("create", place, name));
        line.addAll(List.of("--event-type", "b2:ObjectCreated:*", "--sign-secret", SECRET));
        line.addAll(List.of("--webhook-url", receiver.url("/hook")));
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    private CommandLineRun apply(String text, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yaml"), text);
        var line = new ArrayList<>(List.of("apply", file.toString()));
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    private void ok(String... line) {
        ok(run(line));
    }

    private static void ok(CommandLineRun run) {
        assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    }

    private JsonNode rule() {
        return JSON.readTree(run("list", "photos", "--json").out()).path(0);
    }

    private static String type(Received message) {
        return JSON.readTree(message.body()).at("/events/0/eventType").asString();
    }

    private CommandLineRun run(String... line) {
        var whole = new ArrayList<>(List.of("rule"));
        whole.addAll(List.of(line));
        whole.addAll(List.of("--endpoint", server.b2Url()));
        whole.addAll(List.of("--data", folder.resolve("data").toString()));
        return CommandLineRun.of(whole.toArray(String[]::new));
    }
}
