package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

class ReceiveOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "--respond=200x, is no answer: write a status",
        "--respond=503:60% --respond=429:60%, more than 100 %",
        "--delay=6m, at most 5m",
        "--delay=fast, is no duration",
        "--retry-after=-1, may not be negative",
        "--signing-secret=whsec_*, --signing-secret 1 begins with whsec_",
        "--signing-secret=, --signing-secret 1 is empty",
        "--json --signing-secret=abc, add --verbose",
        "--seed=x, --seed",
        "--seed=1, add --respond",
        "--retry-after=2, add --respond 429",
        "--retry-after=2 --respond=500, add --respond 429",
        "--script=x --forward=http://a/, cannot be given together",
        "--script=x --exec-mode=twice, takes each or stream",
        "--forward=ftp://a/, must begin with http",
        "--script=x --json, --json has no effect",
        "--forward=http://a/ --respond=503, --respond has no effect",
        "--data=d, --data has no effect without --script or --forward",
        "--token=t, --token has no effect",
        "--events=*, --events has no effect",
        "--path=/x, --path has no effect",
        "--workers=2, --workers has no effect",
        "--forward=http://a/ --pass-env=X, --pass-env has no effect without --script",
        "--exec-mode=stream, --exec-mode has no effect without --script",
        "--script=x --once, add --data FOLDER",
        "--script=x --workers=0, --workers takes 1 to 256",
        "--script=x --retries=-1, --retries takes",
        "--script=x --timeout=25h, --timeout takes",
        "--script=x --rate=fast, such as 10/s",
        "--script=x --grace=25h, --grace takes at most",
        "--script=x --event-retention=x, is no retention",
        "--script=x --require-signature, needs the secret",
        "--script=x --token=, --token is empty",
        "--script=x --public-url=http://a/, no effect without --allow-topic",
        "--script=x --allow-topic=t --public-url=a, whole registered URL",
        "--script=x --events=s3:Nothing, is no name of events",
        "--script=x --key-encoding=base64, is not raw or form",
        "--script=x --path=x, is no path for events",
        "--script=x --path=/a%20b, has an escape",
        "--script=x --path=/ping, is no path for events",
        "--script=x --tls-cert=c, both of --tls-cert and --tls-key"
    })
    void a_wrong_option_is_a_wrong_call_that_says_what_to_write(String options, String message) {
        var run = CommandLineRun.of(("receive --port=0 " + options).split(" "));

        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains(message).contains("carillon receive --help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_password_in_the_url_is_not_shown() {
        var work =
                CommandLine.populateCommand(
                        new ReceiveWork(), "--forward=http://user:hidden@localhost/hooks");
        assertThat(work.shown()).contains("localhost/hooks").doesNotContain("hidden");
    }
}
