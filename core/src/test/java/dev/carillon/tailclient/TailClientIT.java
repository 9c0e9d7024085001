package dev.carillon.tailclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.signature.AccessKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class TailClientIT {
    private static final List<String> EVENTS = List.of("s3:ObjectCreated:*");

    private final Taken taken = new Taken();

    @TempDir private Path folder;

    @Test
    void a_client_goes_on_behind_the_last_event_when_the_server_was_away() throws Exception {
        var server = RunningServer.over(folder);
        AccessKey key = server.server().rootKey();
        URI url = URI.create(server.server().s3Url().orElseThrow());
        server.s3().createBucket(bucket -> bucket.bucket("photos"));
        put(server, "early");
        try (HttpClient http = HttpClient.newHttpClient()) {
            var client =
                    new TailClient(http, url, key, target("photos", Optional.of(Instant.EPOCH)));
            var reading = Thread.startVirtualThread(() -> run(client));
            await().until(() -> taken.keys.equals(List.of("early")));
            put(server, "before");
            server.close();
            await().until(() -> !taken.troubles.isEmpty());
            server =
                    RunningServer.over(
                            folder, Map.of(Setting.S3_PORT, Integer.toString(url.getPort())));
            // Lets the writer's client notice that its old connection is gone.
            server.s3().listBuckets();
            put(server, "after");
            await().until(() -> taken.keys.size() >= 3);
            assertThat(taken.keys).containsExactly("early", "before", "after");
            client.close();
            reading.join();
        } finally {
            server.close();
        }
    }

    @Test
    void what_the_server_refuses_and_a_server_that_is_not_there_end_the_run() throws Exception {
        URI url;
        AccessKey key;
        try (var server = RunningServer.over(folder);
                HttpClient http = HttpClient.newHttpClient()) {
            url = URI.create(server.server().s3Url().orElseThrow());
            key = server.server().rootKey();
            var client = new TailClient(http, url, key, target("nothing", Optional.empty()));
            assertThatThrownBy(() -> client.run(taken))
                    .isInstanceOf(TailRefusedException.class)
                    .hasMessageContaining("404 NoSuchBucket");
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            var client = new TailClient(http, url, key, target("", Optional.empty()));
            assertThatThrownBy(() -> client.run(taken)).isInstanceOf(IOException.class);
        }
    }

    private void run(TailClient client) {
        try {
            client.run(taken);
        } catch (TailRefusedException | IOException e) {
            taken.troubles.add(e.toString());
        }
    }

    private static TailTarget target(String bucket, Optional<Instant> since) {
        return new TailTarget(bucket, EVENTS, "", "", since);
    }

    private static void put(RunningServer server, String key) {
        server.s3().putObject(put -> put.bucket("photos").key(key), RequestBody.fromString("x"));
    }

    /** Keeps what was read. */
    private static final class Taken implements TailListener {
        final List<String> keys = Collections.synchronizedList(new ArrayList<>());
        final List<String> troubles = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void event(TailLine line) {
            keys.add(line.key());
        }

        @Override
        public void connected() {
            // The events show it.
        }

        @Override
        public void broken(String why, long pauseMillis) {
            troubles.add(why);
        }
    }
}
