package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.listen.FakeCloudflared.Scene;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Sends events through a program that stands for cloudflared and really passes them on. */
@Timeout(60)
class CloudflaredTunnelIT {
    private static final Backoff QUICK =
            new Backoff(
                    Duration.ofMillis(20),
                    Duration.ofMillis(30),
                    Duration.ofMillis(80),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(500));

    @TempDir Path folder;

    private final LocalListener listener = new LocalListener(HttpClient.newBuilder());
    private final RecordingReports reports = new RecordingReports();
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<Tunnel> tunnel = Optional.empty();

    @AfterEach
    void close() {
        tunnel.ifPresent(Tunnel::close);
        listener.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CONSOLE, connected Registered tunnel connection connIndex=0",
        "OLD_CONSOLE, connected Connection b7ebd606",
        "JSON, connected Registered tunnel connection",
        "SILENT, connected Tunnel connection is ready"
    })
    void events_arrive_whatever_the_log_looks_like(Scene scene, String connected) throws Exception {
        start(scene);

        URI url = opened(1);
        reports.await(connected);

        assertThat(send(url, "{\"events\":[1]}")).isEqualTo(204);
        assertThat(listener.bodies()).containsExactly("{\"events\":[1]}");
    }

    @Test
    void after_every_failure_and_every_death_there_is_a_new_url_that_leads_here() throws Exception {
        start(Scene.RATE_LIMIT, Scene.OUTAGE, Scene.NO_TUNNEL, Scene.NO_NAME, Scene.CONSOLE);
        URI first = opened(1);
        assertThat(reports.await("failed", 1)).contains("(429)").contains("--public-url");
        assertThat(reports.await("failed", 2)).contains("service fails");
        assertThat(reports.await("failed", 3)).contains("gave no tunnel");
        assertThat(reports.await("failed", 4)).contains("cannot be resolved");

        reports.processes().getLast().destroyForcibly();

        URI second = opened(2);
        assertThat(second).isNotEqualTo(first);
        assertThat(reports.await("failed", 5)).contains("exit code 137");
        assertThat(send(second, "again")).isEqualTo(204);
    }

    @Test
    void nothing_of_it_is_left_after_the_end() throws Exception {
        start(Scene.CONSOLE);
        opened(1);
        var processes = reports.processes().stream().map(Owner::of).toList();
        assertThat(processes).hasSize(1).allMatch(Owner::alive);

        tunnel.orElseThrow().close();

        assertThat(processes).noneMatch(Owner::alive);
    }

    private void start(Scene... scenes) throws IOException {
        Path program = FakeCloudflared.script(folder, scenes);
        var process =
                new ProcessTunnel(
                        new CloudflaredProgram(
                                program.toString(),
                                listener.url(),
                                "info",
                                "--autocreated-b2listen-x--"),
                        QUICK);
        tunnel =
                Optional.of(
                        new CheckedTunnel(
                                process,
                                listener.check(),
                                CheckedTunnel.Policy.of(CheckedTunnel.Unproven.OPENED)));
        tunnel.get().start(reports);
    }

    private URI opened(int number) {
        return URI.create(reports.await("opened ", number).substring("opened ".length()));
    }

    private int send(URI url, String body) throws Exception {
        var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
