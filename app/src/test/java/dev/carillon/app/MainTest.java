package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Setting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static final Set<String> WITH_LINES_OF_B2LISTEN_OR_NONE =
            Set.of(
                    "carillon demo",
                    "carillon serve",
                    "carillon broker",
                    "carillon cleanup",
                    "carillon secrets key",
                    "carillon secrets rotate",
                    "carillon secrets forget",
                    "carillon listen");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "broker",
                "subscription",
                "receive",
                "listen",
                "cleanup",
                "status",
                "topic",
                "rule",
                "explain",
                "deadletter",
                "replay",
                "secrets",
                "audit"
            })
    void help_names_each_command_and_each_command_has_help(String command) {
        assertThat(run("--help")).isEqualTo(Exit.OK);
        assertThat(out.toString()).containsPattern("(?m)^ +" + command + " ");
        assertThat(run(command, "--help")).isEqualTo(Exit.OK);
        assertThat(out.toString()).contains("Usage: carillon " + command);
    }

    @ParameterizedTest
    @CsvSource({"list, ''", "show, ' ID'", "replay, ' [ID...]'", "purge, ' [ID...]'"})
    void help_names_what_can_be_done_with_dead_letters(String command, String takes) {
        assertThat(run("deadletter", "--help")).isEqualTo(Exit.OK);
        assertThat(out.toString()).containsPattern("(?m)^ +" + command + " ");
        assertThat(run("deadletter", command, "--help")).isEqualTo(Exit.OK);
        assertThat(out.toString())
                .contains("Usage: carillon deadletter " + command + takes + " [OPTIONS]");
    }

    @Test
    void help_does_not_name_what_is_not_for_people() {
        run("--help");
        assertThat(out.toString()).doesNotContain("warm-up");
    }

    @Test
    void no_command_shows_help() {
        assertThat(run()).isEqualTo(Exit.OK);
        assertThat(out.toString()).contains("Usage: carillon COMMAND");
    }

    @ParameterizedTest
    @EnumSource
    void serve_has_an_option_for_each_setting(Setting setting) {
        run("serve", "--help");
        assertThat(out.toString()).contains(setting.flag());
    }

    @Test
    void an_unknown_command_is_answered_with_the_nearest() {
        assertThat(run("serv")).isEqualTo(Exit.USAGE);
        assertThat(err.toString())
                .contains("'serv' is not known here, did you mean")
                .contains("carillon --help");
    }

    @Test
    void an_unknown_option_is_answered_with_the_nearest() {
        assertThat(run("serve", "--s3-prot", "1")).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("--s3-port").contains("carillon serve --help");
    }

    @Test
    void a_setting_that_is_none_is_a_wrong_call() {
        assertThat(run("serve", "--s3-port", "ninety")).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("--s3-port: 'ninety' is no port");
    }

    @Test
    void a_server_with_every_port_off_is_a_wrong_call() {
        assertThat(run("serve", "--s3-port", "off", "--b2-port", "off", "--admin-port", "off"))
                .isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("every port is off", "--s3-port");
    }

    @Test
    void a_server_that_is_not_there_is_one_line_and_what_to_do() {
        assertThat(run("status", "--admin", "http://127.0.0.1:1")).isEqualTo(Exit.FAILED);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("no server answers at").contains("--admin URL");
    }

    @Test
    void figures_are_read_from_metrics() {
        var figures =
                Figures.parse(
                        """
                        # HELP pubsub_push_ok Pushes.
                        pubsub_push_ok_total 12.0
                        dead_total{reason="a"} 1.0
                        dead_total{reason="b b",topic="x"} 2.0
                        persistent_topic_len{topic="q\\"{ }"} 3.0
                        """);
        assertThat(figures.total("pubsub_push_ok_total")).isEqualTo(12.0);
        assertThat(figures.total("dead_total")).isEqualTo(3.0);
        assertThat(figures.ofTopic("persistent_topic_len", "q\"{ }")).contains(3.0);
        assertThat(figures.topics(List.of("dead_total"))).containsExactly("x");
    }

    @Test
    void a_group_without_a_command_is_wrong_usage_and_names_its_commands() {
        assertThat(run("deadletter")).isEqualTo(Exit.USAGE);
        assertThat(err.toString())
                .contains("deadletter needs a command: list, show, replay, purge");
    }

    @Test
    void help_is_a_command_too() {
        assertThat(run("help", "replay")).isEqualTo(Exit.OK);
        assertThat(out.toString()).contains("Usage: carillon replay --topic=NAME --since=TIME");
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void every_command_has_examples_that_it_understands_and_no_line_is_too_long(
            CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        assertThat(command.getUsageMessage().lines())
                .as(name)
                .contains("Examples")
                .allMatch(line -> line.length() <= 120);
        for (String example : command.getCommandSpec().usageMessage().footer()) {
            String[] words = example.formatted().strip().split(" ", -1);
            assertThat(words[0]).isEqualTo("carillon");
            String[] rest = Arrays.copyOfRange(words, 1, words.length);
            var parsed = Main.commandLine().parseArgs(rest).asCommandLineList().getLast();
            assertThat(parsed.getCommandSpec().qualifiedName()).as(example).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void every_command_that_shows_something_has_json(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        assertThat(command.getCommandSpec().optionsMap().containsKey("--json"))
                .as(name)
                .isEqualTo(!WITH_LINES_OF_B2LISTEN_OR_NONE.contains(name));
    }

    @Test
    void each_summary_in_the_list_of_commands_is_a_whole_sentence() {
        run("--help");
        assertThat(leaves())
                .allSatisfy(command -> {
                    String[] summary = command.getCommandSpec().usageMessage().header();
                    assertThat(summary).hasSize(1);
                    assertThat(summary[0]).endsWith(".").hasSizeLessThan(91);
                });
    }

    /** Returns every visible command without subcommands. */
    static List<CommandLine> leaves() {
        return Stream.of(Main.commandLine()).flatMap(MainTest::leaves).toList();
    }

    private static Stream<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            boolean shown =
                    !command.getCommandSpec().usageMessage().hidden()
                            && !command.getCommandName().equals("help");
            return shown ? Stream.of(command) : Stream.empty();
        }
        return command.getSubcommands().values().stream().flatMap(MainTest::leaves);
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
