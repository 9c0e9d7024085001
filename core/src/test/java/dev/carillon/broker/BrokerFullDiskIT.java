package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Failure;
import dev.carillon.server.Setting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** A broker that cannot take anything says so, and publishers are to send again. */
class BrokerFullDiskIT {
    private static final String PATH = "/@subscriptions/bucket/rule";
    private static final String BODY = "{\"url\":\"http://127.0.0.1:9/\"}";

    @TempDir Path data;

    @Test
    void while_the_disk_is_nearly_full_nothing_new_is_accepted_and_the_rest_works()
            throws Exception {
        String id;
        try (var broker = BrokerWorld.over(data)) {
            id = broker.subscribe("bucket", "rule", BODY);
        }
        try (var broker = BrokerWorld.over(data, Map.of(Setting.MIN_FREE_SPACE, "4096TiB"))) {
            for (String path : new String[] {"/", PATH}) {
                var said = broker.send("POST", path, BODY);
                assertThat(said.status()).isEqualTo(503);
                assertThat(said.header("retry-after")).contains("1");
                assertThat(said.body()).contains("no room for new data");
            }
            assertThat(broker.send("POST", "/", BODY, Map.of()).status()).isEqualTo(401);
            assertThat(broker.send("GET", PATH, "").body()).contains(id);
            assertThat(broker.send("DELETE", PATH + "/" + id, "").status()).isEqualTo(200);
        }
    }

    @Test
    void a_server_that_cannot_write_or_stops_asks_to_send_again() {
        for (Failure failure :
                new Failure[] {
                    new Failure.CannotWrite(true),
                    new Failure.CannotWrite(false),
                    new Failure.Stopping()
                }) {
            var answer = BrokerFace.said(failure);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers().first("retry-after")).contains("1");
        }
        assertThat(BrokerFace.said(new Failure.Broken()).headers().first("retry-after")).isEmpty();
    }
}
