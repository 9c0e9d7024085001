package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs real scripts through the endpoint. */
class ScriptEndpointTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void the_script_gets_bucket_key_and_action_and_its_success_is_accepted() throws IOException {
        Path out = folder.resolve("out");
        Path script = Scripts.shell(folder, "printf '%s|' \"$@\" > " + out);

        assertThat(send(script, Scripts.message("a key"))).isInstanceOf(Accepted.class);
        assertThat(Files.readString(out)).isEqualTo("photos|a key|copy|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-rf",
                "--",
                "../../etc/passwd",
                "two\nlines\n",
                "tab\tand\rreturn",
                "quote\"'`$(touch x)${HOME}\\",
                "* ? [a] ; | & < > # !",
                " blanks around ",
                "\u0001\u001b[31m\u007f\u0085",
                "grüße/日本語/😀",
                "a+b%2Bc%00",
                "=",
                "a=b"
            })
    void a_key_arrives_intact_as_one_argument_and_as_a_variable(String key) throws IOException {
        Path out = folder.resolve("out");
        Path script =
                Scripts.shell(
                        folder,
                        "printf '%s' \"$#\" > " + out + ".n",
                        "printf '%s' \"$2\" > " + out + ".a",
                        "printf '%s' \"$CARILLON_KEY\" > " + out + ".v");

        assertThat(send(script, Scripts.message(key))).isInstanceOf(Accepted.class);
        assertThat(Path.of(out + ".n")).hasContent("3");
        assertThat(Files.readAllBytes(Path.of(out + ".a")))
                .isEqualTo(key.getBytes(StandardCharsets.UTF_8));
        assertThat(Files.readAllBytes(Path.of(out + ".v")))
                .isEqualTo(key.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_environment_is_the_usual_variables_the_passed_ones_and_the_facts() throws IOException {
        Path out = folder.resolve("out");
        Path script = Scripts.program(folder, "#!/usr/bin/env -S sh -c 'env > " + out + "'\n");
        var settings =
                new ScriptSettings(
                        script,
                        1,
                        Set.of("JAVA_HOME"),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty());
        var environment =
                new ScriptEnvironment(
                        Map.of(
                                "PATH", System.getenv("PATH"),
                                "HOME", "/h",
                                "JAVA_HOME", "/j",
                                "SECRET", "s"),
                        settings.passedEnvironment(),
                        Optional.empty());
        try (var launcher = Launchers.ofThisSystem()) {
            var runner = new ScriptRunner(settings, environment, launcher);
            runner.run(ScriptCall.of(Scripts.message("k")), LIMIT);
        }
        assertThat(Files.readAllLines(out))
                .contains(
                        "HOME=/h",
                        "JAVA_HOME=/j",
                        "CARILLON_BUCKET=photos",
                        "CARILLON_ATTEMPT=2",
                        "CARILLON_EVENT_TYPE=ObjectCreated:Put")
                .noneMatch(line -> line.startsWith("SECRET") || line.startsWith("LANG"));
    }

    @Test
    void the_event_is_on_standard_input() throws IOException {
        Path out = folder.resolve("out");
        Path script = Scripts.shell(folder, "cat > " + out);

        send(script, Scripts.message("k"));

        assertThat(out).hasContent("{\"key\": \"k\"}");
    }

    @Test
    void a_failure_concerns_this_delivery_and_carries_the_end_of_the_output() throws IOException {
        Path script =
                Scripts.shell(folder, "seq 100000", "echo to-stderr >&2", "echo last", "exit 3");

        Refused refused = refused(send(script, Scripts.message("k")));

        assertThat(refused.reason()).isEqualTo(new Stated("exit code 3", Scope.DELIVERY));
        assertThat(refused.excerpt())
                .endsWith("99999\n100000\nto-stderr\nlast")
                .hasSizeBetween(4_000, 4_096);
    }

    @Test
    void the_excerpt_is_printable_and_at_most_4_kib_of_utf_8() throws IOException {
        Path script =
                Scripts.shell(
                        folder, "head -c 100000 /dev/urandom", "printf '\\033[31mred'", "false");

        String excerpt = refused(send(script, Scripts.message("k"))).excerpt();

        assertThat(excerpt).doesNotContain("\u001b").endsWith("[31mred");
        assertThat(excerpt.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4_096);
    }

    @Test
    void a_signal_and_a_command_that_is_missing_are_named() throws IOException {
        assertThat(words(Scripts.shell(folder, "kill -9 $$")))
                .isEqualTo("ended by signal 9 (KILL)");
        assertThat(words(Scripts.shell(folder, "no-such-command")))
                .isEqualTo("exit code 127: a command was not found");
    }

    @Test
    void a_script_that_cannot_be_started_is_the_trouble_of_every_event() throws IOException {
        assertTrouble(folder.resolve("missing"), "does not exist");
        assertTrouble(folder, "is a folder");
        Path plain = Scripts.shell(folder, "true");
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-------"));
        assertTrouble(plain, "is not executable: chmod +x it");
        assertTrouble(
                Scripts.program(folder, "#!/no/such/interpreter\n"), "interpreter that does not");
        assertTrouble(Scripts.program(folder, "true\n"), "has no interpreter: begin it with");
    }

    @Test
    void a_script_that_appears_again_is_run_again() throws IOException {
        Path script = Scripts.shell(folder, "true");
        Path away = folder.resolve("away");
        try (var provider = new ScriptEndpointProvider(ScriptSettings.of(script, 1))) {
            Endpoint endpoint = endpoint(provider, script);
            Files.move(script, away);
            assertThat(endpoint.send(Scripts.message("k"), LIMIT)).isInstanceOf(Refused.class);
            Files.move(away, script);
            assertThat(endpoint.send(Scripts.message("k"), LIMIT)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_no_argument_can_hold_is_refused_for_good() throws IOException {
        Path out = folder.resolve("out");
        Path script = Scripts.shell(folder, "touch " + out);

        assertFinal(script, Scripts.message("a\0b"), "contains a NUL");
        assertFinal(script, Scripts.message("a\ud800b"), "half a surrogate pair");
        assertFinal(script, Scripts.message(""), "names no bucket or no key");
        assertFinal(script, Scripts.message("k", Map.of(ScriptCall.ACTION, "")), "nothing to run");
        assertFinal(script, Scripts.message("k", Map.of(ScriptCall.FLAW, "no size")), "no size");
        assertFinal(script, Scripts.message("x".repeat(200_000)), "too long to be arguments");
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-rf", "/etc", "..", "a/../b", "../x", "x/..", "a\nb", "a\u007f"})
    void unsafe_keys_are_refused_only_if_that_is_asked_for(String key) throws IOException {
        Path script = Scripts.shell(folder, "true");
        var strict =
                new ScriptSettings(
                        script, 1, Set.of(), true, false, Optional.empty(), Optional.empty());

        assertThat(send(script, Scripts.message(key))).isInstanceOf(Accepted.class);
        assertThat(refused(send(strict, Scripts.message(key))).reason())
                .isInstanceOfSatisfying(
                        Stated.class,
                        stated -> {
                            assertThat(stated.scope()).isEqualTo(Scope.MESSAGE);
                            assertThat(stated.words()).startsWith("unsafe key: ");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "a/..b", "...", "a/b/", "grüße", "a b"})
    void ordinary_keys_are_safe(String key) throws IOException {
        var strict =
                new ScriptSettings(
                        Scripts.shell(folder, "true"),
                        1,
                        Set.of(),
                        true,
                        false,
                        Optional.empty(),
                        Optional.empty());

        assertThat(send(strict, Scripts.message(key))).isInstanceOf(Accepted.class);
    }

    @Test
    void another_script_than_that_of_the_receiver_is_never_run() throws IOException {
        Path script = Scripts.shell(folder, "true");
        var other = ScriptEndpointProvider.target(ScriptSettings.of(Path.of("/bin/rm"), 1));
        try (var provider = new ScriptEndpointProvider(ScriptSettings.of(script, 1))) {
            assertThat(provider.objection(other)).isPresent();
            assertThatIllegalArgumentException().isThrownBy(() -> provider.open(other));
        }
    }

    private void assertTrouble(Path script, String words) {
        Stated stated = (Stated) refused(send(script, Scripts.message("k"))).reason();
        assertThat(stated.words()).contains(words);
        assertThat(stated.scope()).isEqualTo(Scope.ENDPOINT);
    }

    private static void assertFinal(Path script, Message message, String words) {
        Stated stated = (Stated) refused(send(script, message)).reason();
        assertThat(stated.words()).contains(words);
        assertThat(stated.scope()).isEqualTo(Scope.MESSAGE);
    }

    private static String words(Path script) {
        return ((Stated) refused(send(script, Scripts.message("k"))).reason()).words();
    }

    private static Refused refused(AttemptResult result) {
        assertThat(result).isInstanceOf(Refused.class);
        return (Refused) result;
    }

    private static AttemptResult send(Path script, Message message) {
        return send(ScriptSettings.of(script, 1), message);
    }

    private static AttemptResult send(ScriptSettings settings, Message message) {
        try (var provider = new ScriptEndpointProvider(settings)) {
            return endpoint(provider, settings.file()).send(message, LIMIT);
        }
    }

    private static Endpoint endpoint(ScriptEndpointProvider provider, Path script) {
        return provider.open(ScriptEndpointProvider.target(ScriptSettings.of(script, 1)));
    }
}
