package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.b2client.B2Rule;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The document "Backblaze B2 Listener", in its order. A fixed public URL stands for that of {@code
 * trycloudflare.com}.
 */
class B2ListenSpecTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LABEL =
            "--autocreated-b2listen-\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d{6}--";

    @TempDir Path folder;

    private final List<CommandProcess> processes = new ArrayList<>();
    private final RecordingReceiver local = RecordingReceiver.start();
    private CommandServer server;

    @BeforeEach
    void start() {
        server = CommandServer.over(folder.resolve("data"), Map.of());
    }

    @AfterEach
    void stop() {
        processes.forEach(CommandProcess::close);
        server.close();
        local.close();
    }

    @Test
    void from_the_first_listener_to_the_cleanup() throws Exception {
        server.addRule("new-image-created", "thumbs");
        CommandProcess temporary = listen("--prefix", "images");
        CommandProcess retargeting = listen("--rule-name", "new-image-created");
        temporary.awaitErr("Ready to deliver events to " + local.url("/"));
        retargeting.awaitErr("Ready to deliver events to " + local.url("/"));

        aTemporaryRuleHasTheDefaults(temporary);
        anExistingRuleGetsTheUrl(retargeting);
        aMessageReachesTheLocalService(temporary);
        anOverlapWithAListenerNamesTheCleanup();

        assertThat(temporary.ended("INT")).isZero();
        assertThat(retargeting.ended("KILL")).isEqualTo(137);
        assertThat(names()).containsExactly("new-image-created");
        assertThat(url("new-image-created")).isNotEqualTo("http://127.0.0.1:9/mine");

        cleanupRestoresTheUrl();
        anOverlapWithAnotherRuleIsTheServicesError();
    }

    private void aTemporaryRuleHasTheDefaults(CommandProcess listener) throws Exception {
        assertThat(listener.err().get(0)).matches("INFO:b2listen:Tunnel URL: http://127\\..*");
        assertThat(listener.err().get(1))
                .matches("INFO:b2listen:Creating rule with name \"" + LABEL + "\"");
        B2Rule rule =
                server.rules().read("photos").rules().stream()
                        .filter(each -> each.name().matches(LABEL))
                        .findFirst()
                        .orElseThrow();
        assertThat(rule.eventTypes())
                .containsExactly(
                        "b2:HideMarkerCreated:*", "b2:ObjectCreated:*", "b2:ObjectDeleted:*");
        assertThat(rule.prefix()).isEqualTo("images");
        assertThat(rule.enabled()).isTrue();
        assertThat(rule.headers()).isEmpty();
        assertThat(rule.secret()).isEmpty();
    }

    private void anExistingRuleGetsTheUrl(CommandProcess listener) throws Exception {
        assertThat(listener.err())
                .contains("INFO:b2listen:Modified rule with name \"new-image-created\"")
                .anyMatch(line ->
                        line.startsWith(
                                "INFO:b2listen:Old URL was http://127.0.0.1:9/mine; new URL is"
                                        + " http://127.0.0.1:"));
    }

    private void aMessageReachesTheLocalService(CommandProcess listener) throws Exception {
        server.bucket().put("images/raw/smiley.png", 5);
        Received message = local.await(1, PATIENCE).getFirst();
        assertThat(message.header("user-agent")).contains("B2/EventNotifications");
        assertThat(message.header("content-type")).contains("application/json; charset=UTF-8");
        assertThat(message.text())
                .containsSubsequence(
                        "{\n  \"events\": [\n    {",
                        "\"accountId\":",
                        "\"bucketId\":",
                        "\"bucketName\": \"photos\"",
                        "\"eventId\":",
                        "\"eventTimestamp\":",
                        "\"eventType\": \"b2:ObjectCreated:Upload\"",
                        "\"eventVersion\": 1",
                        "\"matchedRuleName\": \"--autocreated-b2listen-",
                        "\"objectName\": \"images/raw/smiley.png\"",
                        "\"objectSize\": 5",
                        "\"objectVersionId\": \"4_z");
        listener.awaitOut("-->  b2:ObjectCreated:Upload  photos/images/raw/smiley.png");
        listener.awaitOut("<--  200 in ");
    }

    private void anOverlapWithAListenerNamesTheCleanup() throws Exception {
        CommandProcess second =
                listen("--event-types", "b2:ObjectCreated:*", "--prefix", "images/raw");
        assertThat(second.ended()).isEqualTo(Exit.FAILED);
        assertThat(String.join("\n", second.err()))
                .contains(
                        "CRITICAL:b2listen:Error creating event notification rule - an overlapping"
                                + " rule already exists.\n\nEither another instance of this app is"
                                + " running, or the app was terminated and failed to clean up. You"
                                + " can run the app again with the \"cleanup\" command and your"
                                + " bucket name.");
    }

    private void cleanupRestoresTheUrl() throws Exception {
        CommandProcess cleanup = process("cleanup", "photos");
        assertThat(cleanup.ended()).isZero();
        assertThat(cleanup.err())
                .containsExactly(
                        "INFO:b2listen:Restoring URL http://127.0.0.1:9/mine to rule"
                                + " \"new-image-created\"",
                        "INFO:b2listen:Could not find any processes with --autocreated-b2listen- in"
                                + " the command line");
        assertThat(url("new-image-created")).isEqualTo("http://127.0.0.1:9/mine");
    }

    private void anOverlapWithAnotherRuleIsTheServicesError() throws Exception {
        CommandProcess listener =
                listen(
                        "--event-types", "b2:ObjectCreated:*",
                        "--prefix", "thumbs/raw",
                        "--custom-header", "X-Source: B2",
                        "--signing-secret", "01234567890123456789012345678901");
        assertThat(listener.ended()).isEqualTo(Exit.FAILED);
        assertThat(listener.err())
                .contains(
                        "CRITICAL:b2listen:Error setting event notification rule: More than one"
                                + " event notification rule has overlapping prefixes"
                                + " (thumbs),(thumbs/raw) for the same event type:"
                                + " b2:ObjectCreated:*");
        assertThat(names()).containsExactly("new-image-created");
    }

    @Test
    void wrong_arguments_are_refused_in_the_words_of_b2listen() {
        refused(
                Exit.FAILED,
                "CRITICAL:b2listen:You cannot specify an existing rule name and configuration for a"
                        + " temporary rule",
                "--rule-name",
                "r",
                "--prefix",
                "p");
        refused(
                Exit.FAILED,
                "CRITICAL:b2listen:Bad custom header: X-Source",
                "--custom-header",
                "X-Source");
        refused(Exit.FAILED, "CRITICAL:b2listen:Cannot find rule \"r\"", "--rule-name", "r");
        refused(
                Exit.USAGE,
                "Signing secret must be 32 alphanumeric characters",
                "--signing-secret",
                "short");
        refused(Exit.USAGE, "--public-url needs --port", "--public-url", "https://x.org/");
        refused(Exit.USAGE, "need --run-server", "--rate-limit-frequency", "10");
        refused(Exit.USAGE, "not allowed with argument --url", "--run-server", "--url", "here:1");
        refused(
                Exit.FAILED,
                "'s3:ObjectCreated:*' is no event type of B2",
                "--event-types",
                "s3:ObjectCreated:*",
                "--dry-run");
        refused(Exit.USAGE, "--port has no effect when events are pulled", "--port", "4711");
        assertThat(run("listen", "no-such-bucket").err())
                .contains("CRITICAL:b2listen:Bucket \"no-such-bucket\" does not exist");
        assertThat(run("listen").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void a_dry_run_shows_the_rule_and_changes_nothing() {
        CommandLineRun plan =
                run(
                        "listen",
                        "photos",
                        "--dry-run",
                        "--cloudflared-command",
                        "cloudflared",
                        "--signing-secret",
                        "01234567890123456789012345678901",
                        "--prefix",
                        "p/");
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out())
                .containsPattern("Would create rule with name \"" + LABEL + "\"")
                .contains("\"objectNamePrefix\" : \"p/\"")
                .doesNotContain("0123456789");
        assertThat(run("listen", "photos", "--dry-run").out())
                .contains("Would pull the events of rule");
        assertThat(names()).isEmpty();
    }

    private void refused(int exit, String line, String... options) {
        var args = new ArrayList<>(List.of("listen", "photos"));
        args.addAll(List.of(options));
        CommandLineRun run = run(args.toArray(String[]::new));
        assertThat(run.err()).contains(line);
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    }

    private CommandLineRun run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--endpoint", server.b2Url()));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private CommandProcess listen(String... options) throws Exception {
        return added(CommandProcess.listening(folder, server.server(), local.url("/"), options));
    }

    private CommandProcess process(String... args) throws Exception {
        return added(CommandProcess.start(folder, server.server(), args));
    }

    private CommandProcess added(CommandProcess process) {
        processes.add(process);
        return process;
    }

    private List<String> names() {
        return server.rules().read("photos").rules().stream().map(B2Rule::name).toList();
    }

    private String url(String rule) {
        return server.rules().read("photos").needed(rule).url();
    }
}
