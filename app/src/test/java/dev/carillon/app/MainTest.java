package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Setting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "receive",
                "status",
                "topic",
                "rule",
                "explain",
                "deadletter",
                "replay",
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
        assertThat(run("deadletter")).isEqualTo(Exit.OK);
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
    void a_server_that_is_not_there_is_one_line_and_what_to_do() {
        assertThat(run("status", "--admin", "http://127.0.0.1:1")).isEqualTo(Exit.FAILED);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("no server answers at").contains("--admin URL");
    }

    @Test
    void figures_are_read_from_metrics() {
        var figures =
                StatusCommand.figures(
                        """
                        # HELP pubsub_push_ok Pushes.
                        pubsub_push_ok_total 12.0
                        dead_total{reason="a"} 1.0
                        dead_total{reason="b b"} 2.0
                        """);
        assertThat(figures)
                .containsEntry("pubsub_push_ok_total", 12.0)
                .containsEntry("dead_total", 3.0);
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
