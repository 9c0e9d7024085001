package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.PortTakenException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starting and stopping, and conditions that prevent a start. */
class ServerIT {
    @TempDir Path folder;

    @Test
    void health_and_metrics_are_for_everybody() throws Exception {
        try (var server = RunningServer.over(folder);
                var client = HttpClient.newHttpClient()) {
            String admin = server.server().adminUrl().orElseThrow();
            assertThat(get(client, admin + "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(client, admin + "/metrics").body())
                    .contains("pubsub_event_triggered_total")
                    .contains("pubsub_event_lost_total")
                    .contains("pubsub_push_ok_total")
                    .contains("pubsub_push_fail_total")
                    .contains("pubsub_push_pending")
                    .contains("carillon_state_syncs");
        }
    }

    @Test
    void a_disk_with_too_little_room_is_shown_by_health_and_metrics() throws Exception {
        var settings = RunningServer.settings(folder).with(Setting.MIN_FREE_SPACE, "4096TiB");
        try (var server = new RunningServer(Server.start(ServerConfig.of(settings)));
                var client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> server.s3().createBucket(builder -> builder.bucket("bucket")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("no room for new data");
            String admin = server.server().adminUrl().orElseThrow();
            HttpResponse<String> health = get(client, admin + "/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("new data are refused").contains("min-free-space");
            assertThat(get(client, admin + "/metrics").body())
                    .containsPattern("(?m)^carillon_disk_free_bytes [0-9.E]+$")
                    .containsPattern("(?m)^carillon_writes_refused_total [1-9]");
        }
    }

    @Test
    void the_key_pair_is_made_at_the_first_start_and_kept() {
        try (var first = Server.start(config())) {
            assertThat(first.madeRootKey()).contains(first.rootKey());
        }
        try (var second = Server.start(config())) {
            assertThat(second.madeRootKey()).isEmpty();
        }
    }

    @Test
    void a_second_server_on_the_same_directory_is_refused_and_the_first_goes_on() throws Exception {
        try (var first = Server.start(config());
                var client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> Server.start(config()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("in use by another server");
            String health = first.adminUrl().orElseThrow() + "/healthz";
            assertThat(get(client, health).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_port_that_is_taken_is_refused_and_the_directory_is_free_again() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config =
                    ServerConfig.of(
                            RunningServer.settings(folder)
                                    .with(Setting.S3_PORT, "" + taken.getLocalPort()));
            assertThatThrownBy(() -> Server.start(config))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("--s3-port");
        }
        Server.start(config()).close();
    }

    @Test
    void a_listener_that_is_off_has_no_url() {
        var config =
                ServerConfig.of(RunningServer.settings(folder).with(Setting.ADMIN_PORT, "off"));
        try (var server = Server.start(config)) {
            assertThat(server.adminUrl()).isEmpty();
            assertThat(server.s3Url()).isPresent();
        }
    }

    @Test
    void a_data_directory_that_is_a_file_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Server.start(ServerConfig.of(RunningServer.settings(file))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a file");
    }

    private ServerConfig config() {
        return ServerConfig.of(RunningServer.settings(folder));
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
