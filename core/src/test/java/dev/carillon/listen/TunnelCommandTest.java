package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

class TunnelCommandTest {
    private static final URI LOCAL = URI.create("http://127.0.0.1:4711");

    @Test
    void words_are_separated_by_blanks_and_kept_by_quotes() {
        assertThat(TunnelCommand.parse("  a 'b \"c' \"d 'e\" f\\ g \"\" h\"i\"j ").words())
                .containsExactly("a", "b \"c", "d 'e", "f g", "", "hij");
    }

    @Test
    void the_listener_takes_the_places_of_port_and_url() {
        assertThat(TunnelCommand.parse("ssh -R 80:localhost:{port} x{url}/y").at(LOCAL))
                .containsExactly("ssh", "-R", "80:localhost:4711", "xhttp://127.0.0.1:4711/y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "ngrok 'http", "ngrok \"http"})
    void a_command_that_is_none_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> TunnelCommand.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ngrok http {port}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "t=2026-01-01T00:00:00 lvl=info msg=\"started tunnel\" addr=http://localhost:4711"
                        + " url=https://abc-1.ngrok-free.app ~ https://abc-1.ngrok-free.app",
                "your url is: https://smart-cat-1.loca.lt ~ https://smart-cat-1.loca.lt",
                "abc123.lhr.life tunneled with tls termination, https://abc123.lhr.life ~"
                        + " https://abc123.lhr.life",
                "Forwarding HTTP traffic from https://9f.serveo.net/ ~ https://9f.serveo.net",
                "{\"url\":\"https://x.example.com:8443\"} ~ https://x.example.com:8443",
                "<https://x.example.com>, ~ https://x.example.com",
                "See https://x.example.com. ~ https://x.example.com",
                "to set up: https://localhost.run/docs/ ~ none",
                "https://x.example.com/path?a=b ~ none",
                "http://x.example.com ~ none",
                "https://user@x.example.com ~ none",
                "nothing ~ none"
            })
    void an_https_url_without_a_path_may_be_the_tunnels(String line, String url) {
        var run = new CommandProgram(TunnelCommand.parse("prog"), LOCAL).prepare();

        List<TunnelNews> news = run.read(line);

        assertThat(news)
                .filteredOn(TunnelNews.Url.class::isInstance)
                .isEqualTo(url == null ? List.of() : List.of(new TunnelNews.Url(URI.create(url))));
        assertThat(run.read(line)).as("again").isEmpty();
    }

    @Test
    void a_program_that_is_not_there_is_not_started_again() {
        var failure =
                new CommandProgram(TunnelCommand.parse("prog x"), LOCAL)
                        .notStarted(new IOException("error=2, No such file or directory"));

        assertThat(failure.what()).isEqualTo("Cannot find prog");
        assertThat(failure.advice()).contains("--tunnel-command");
        assertThat(failure.again()).isEqualTo(TunnelFailure.Again.NEVER);
    }

    @Test
    void pauses_double_up_to_a_limit_and_a_rate_limit_makes_them_longer() {
        var backoff = Backoff.DEFAULT;

        assertThat(backoff.pause(1, TunnelFailure.Again.SOON)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.pause(4, TunnelFailure.Again.SOON)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.pause(1_000, TunnelFailure.Again.SOON)).isEqualTo(Duration.ofMinutes(2));
        assertThat(backoff.pause(1, TunnelFailure.Again.LATER)).isEqualTo(Duration.ofSeconds(30));
        assertThat(backoff.pause(2, TunnelFailure.Again.LATER)).isEqualTo(Duration.ofMinutes(1));
    }
}
