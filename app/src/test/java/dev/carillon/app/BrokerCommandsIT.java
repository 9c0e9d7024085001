package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tests {@code carillon broker} and {@code carillon subscription}, which take a secret from the
 * environment.
 */
class BrokerCommandsIT {
    private static final String SECRET = "01234567890123456789012345678901";

    @TempDir Path folder;

    @Test
    void a_broker_without_a_secret_is_a_wrong_call_that_says_what_to_set() {
        CommandLineRun run = CommandLineRun.of("broker", "--data", folder.toString());
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("set the variable SIGNING_SECRET");
        CommandLineRun off = CommandLineRun.of("broker", "--broker-port", "off");
        assertThat(off.exit()).isEqualTo(Exit.USAGE);
        assertThat(off.err()).contains("--broker-port is off");
        CommandLineRun serve = CommandLineRun.of("serve", "--broker-port", "0");
        assertThat(serve.exit()).isEqualTo(Exit.USAGE);
        assertThat(serve.err()).contains("--broker-port", "SIGNING_SECRET");
        CommandLineRun list = CommandLineRun.of("subscription", "list");
        assertThat(list.exit()).isEqualTo(Exit.FAILED);
        assertThat(list.err()).contains("no secret to sign with", "SIGNING_SECRET");
    }

    @Test
    void the_broker_alone_is_ready_with_its_two_ports() throws Exception {
        Process broker =
                program(
                        "broker",
                        "--data",
                        folder.resolve("data").toString(),
                        "--broker-port",
                        "0",
                        "--admin-port",
                        "0",
                        "--strict");
        try {
            assertThat(broker.inputReader().readLine())
                    .matches(
                            "carillon ready broker=http://127.0.0.1:\\d+"
                                    + " admin=http://127.0.0.1:\\d+");
        } finally {
            broker.destroyForcibly().onExit().join();
        }
    }

    @Test
    void subscriptions_are_created_tested_shown_listed_and_deleted_at_a_strict_broker()
            throws Exception {
        try (var receiver = RecordingReceiver.start();
                var server = start(true)) {
            String url = server.brokerUrl().orElseThrow();
            String[] good = {"photos", "new pictures", receiver.url("/good")};
            String id = run(url, Exit.OK, "create", good[0], good[1], good[2], "--keep").strip();
            assertThat(id).hasSize(36);

            assertThat(run(url, Exit.OK, "test", good[0], good[1]))
                    .containsPattern("(?m)^" + id + " +accepted$");
            assertThat(receiver.requests()).hasSize(1);
            assertThat(new String(receiver.requests().getFirst().body(), UTF_8))
                    .contains("\"eventType\":\"b2:TestEvent\"");

            assertThat(run(url, Exit.OK, "get", good[0], good[1], id))
                    .contains("photos/new pictures/" + id, good[2], "never end it")
                    .containsPattern("delivered +1");
            assertThat(run(url, Exit.OK, "list"))
                    .startsWith("BUCKET")
                    .containsPattern("photos +new pictures +" + id + " +" + good[2]);
            JsonNode deleted =
                    JsonMapper.shared()
                            .readTree(run(url, Exit.OK, "delete", good[0], good[1], id, "--json"));
            assertThat(deleted.path("url").asString()).isEqualTo(good[2]);
            assertThat(run(url, Exit.FAILED, "list", "photos"))
                    .contains("No rules found for photos");
            assertThat(run(url, Exit.FAILED, "list", "--v1")).contains("strict");
        }
    }

    @Test
    void a_subscriber_that_refuses_is_shown_with_its_answer() throws Exception {
        try (var receiver = RecordingReceiver.start();
                var server = start(false)) {
            receiver.otherwise(Answer.status(503));
            String url = server.brokerUrl().orElseThrow();
            run(url, Exit.OK, "create", "b", "r", receiver.url("/"), "--keep", "--v1");
            assertThat(run(url, Exit.FAILED, "test", "b", "r", "--wait", "1"))
                    .contains("refused with 503");
        }
    }

    private Server start(boolean strict) {
        return Server.start(
                ServerConfig.of(
                        Settings.defaults()
                                .withSigningSecret(SECRET)
                                .with(Setting.DATA, folder.resolve("data").toString())
                                .with(Setting.S3_PORT, "off")
                                .with(Setting.B2_PORT, "off")
                                .with(Setting.BROKER_PORT, "0")
                                .with(Setting.BROKER_STRICT, Boolean.toString(strict))
                                .with(Setting.ADMIN_PORT, "off")));
    }

    /** Runs a command that finds the broker and its secret in the environment. */
    private static String run(String url, int exit, String... args) {
        var said = new StringWriter();
        var environment = Map.of("SIGNING_SECRET", SECRET + " the-old-one", "CARILLON_BROKER", url);
        CommandLine line = SubscriptionCommand.line(environment);
        line.setOut(new PrintWriter(said));
        line.setExecutionExceptionHandler((failure, _, _) -> {
            said.append(failure.getMessage());
            return Exit.FAILED;
        });
        assertThat(line.execute(args)).as(said.toString()).isEqualTo(exit);
        return said.toString();
    }

    /** Starts the program with the secret in its environment. */
    private static Process program(String... args) throws IOException {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment().put("SIGNING_SECRET", SECRET);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
