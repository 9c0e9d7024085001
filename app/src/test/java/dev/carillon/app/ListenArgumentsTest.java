package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Tests of options before the command, and of the file {@code .env}. */
class ListenArgumentsTest {
    @TempDir Path folder;

    @Test
    void options_before_the_command_are_moved_behind_it() {
        assertThat(EarlyOptions.moved("--loglevel", "debug", "listen", "photos"))
                .containsExactly("listen", "--loglevel", "debug", "photos");
        assertThat(
                        EarlyOptions.moved(
                                "--cloudflared-command=cf", "--loglevel=warn", "cleanup", "photos"))
                .containsExactly(
                        "cleanup", "--cloudflared-command=cf", "--loglevel=warn", "photos");
    }

    @ParameterizedTest
    @CsvSource({
        "--resend=a --dry-run, --dry-run has no effect with --resend",
        "--resend=a --run-server, --run-server has no effect with --resend",
        "--history=1 --rule-name=r, --rule-name has no effect with --history",
        "--history=1 --prefix=p, --prefix has no effect with --history",
        "--history=1 --event-types=t, --event-types has no effect with --history",
        "--history=1 --custom-header=a:b, --custom-headers has no effect with --history",
        "--history=1 --public-url=http://x, --public-url has no effect with --history",
        "--history=1 --cloudflared-command=c, --cloudflared-command has no effect",
        "--history=1 --port=1, --port has no effect with --history",
        "--poll-interval=3, --poll-interval needs --event-broker-url",
        "--tunnel-command=x --cloudflared-loglevel=info, --cloudflared-loglevel has no effect"
    })
    void an_option_without_effect_is_a_wrong_call(String options, String message) {
        var run = CommandLineRun.of(("listen photos " + options).split(" "));

        assertThat(run.err()).contains(message);
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void other_arguments_stay_as_they_are() {
        assertThat(EarlyOptions.moved("--loglevel", "debug", "serve"))
                .containsExactly("--loglevel", "debug", "serve");
        assertThat(EarlyOptions.moved("--loglevel")).containsExactly("--loglevel");
        assertThat(EarlyOptions.moved()).isEmpty();
    }

    @Test
    void variables_come_from_the_nearest_file_unless_the_environment_has_them() throws Exception {
        Files.writeString(
                folder.resolve(".env"),
                """
                # a comment
                B2_APPLICATION_KEY_ID=id
                export B2_APPLICATION_KEY = "K004 x"
                SIGNING_SECRET='s' # not quoted as a whole
                OTHER=plain # comment
                """);
        Path below = Files.createDirectories(folder.resolve("a/b"));
        assertThat(DotEnv.read(below, Map.of("B2_APPLICATION_KEY_ID", "mine")))
                .containsEntry("B2_APPLICATION_KEY_ID", "mine")
                .containsEntry("B2_APPLICATION_KEY", "K004 x")
                .containsEntry("OTHER", "plain");
    }
}
