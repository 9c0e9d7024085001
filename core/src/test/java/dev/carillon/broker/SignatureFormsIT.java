package dev.carillon.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Setting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Signatures of whole requests, strict brokers, and the change of a secret. */
class SignatureFormsIT {
    private static final String SUBSCRIPTIONS = "/@subscriptions";
    private static final String CREATE = "/@subscriptions/bucket/rule";
    private static final String BODY = "{\"url\":\"http://127.0.0.1:9/\"}";
    private static final String NO_EVENTS = "{\"events\":[]}";

    @TempDir Path data;

    @Test
    void a_strict_broker_takes_control_requests_signed_as_a_whole_only() throws IOException {
        try (var broker = BrokerWorld.over(data, Map.of(Setting.BROKER_STRICT, "true"))) {
            for (String method : new String[] {"GET", "HEAD", "DELETE", "PUT"}) {
                var old = broker.send(method, SUBSCRIPTIONS, "");
                assertThat(old.status()).isEqualTo(401);
                assertThat(old.body()).isEmpty();
                assertThat(old.header("x-carillon-warning").orElseThrow()).contains("v2=");
            }
            assertThat(broker.send("POST", CREATE, BODY).status()).isEqualTo(401);
            assertThat(broker.send("POST", "/", NO_EVENTS).status()).isEqualTo(200);

            assertThat(broker.sendWhole("POST", CREATE, BODY, now()).status()).isEqualTo(200);
            assertThat(broker.sendWhole("GET", SUBSCRIPTIONS + "?x=%20y", "", now()).status())
                    .isEqualTo(200);
            assertThat(broker.sendWhole("POST", "/", NO_EVENTS, now()).status()).isEqualTo(200);
        }
    }

    @Test
    void every_part_of_a_request_is_signed() throws IOException {
        try (var broker = BrokerWorld.over(data, Map.of(Setting.BROKER_STRICT, "true"))) {
            String id = created(broker);
            var reading = whole("GET", CREATE + "/" + id, "", now());
            assertThat(broker.send("DELETE", CREATE + "/" + id, "", reading).status())
                    .isEqualTo(401);
            assertThat(broker.send("GET", CREATE, "", reading).status()).isEqualTo(401);
            assertThat(broker.send("GET", CREATE + "/" + id + "?x", "", reading).status())
                    .isEqualTo(401);
            var making = whole("POST", CREATE, BODY, now());
            String other = BODY.replace(":9/", ":8/");
            assertThat(broker.send("POST", CREATE, other, making).status()).isEqualTo(401);
            var later = new HashMap<>(reading);
            later.put("x-carillon-time", Long.toString(now() + 60));
            assertThat(broker.send("GET", CREATE + "/" + id, "", later).status()).isEqualTo(401);
            assertThat(broker.send("GET", CREATE + "/" + id, "", reading).status()).isEqualTo(200);
        }
    }

    @Test
    void the_signed_time_is_within_five_minutes() throws IOException {
        try (var broker = BrokerWorld.over(data)) {
            for (long off : new long[] {-290, 290}) {
                assertThat(broker.sendWhole("GET", SUBSCRIPTIONS, "", now() + off).status())
                        .isEqualTo(200);
            }
            for (long off : new long[] {-310, 310, -now()}) {
                var said = broker.sendWhole("GET", SUBSCRIPTIONS, "", now() + off);
                assertThat(said.status()).isEqualTo(401);
                assertThat(said.header("x-carillon-warning").orElseThrow())
                        .contains("server's clock");
            }
            var without = new HashMap<>(whole("GET", SUBSCRIPTIONS, "", now()));
            for (String time : new String[] {"", "soon", "-5", "1e9", "99999999999999999999"}) {
                without.put("x-carillon-time", time);
                var said = broker.send("GET", SUBSCRIPTIONS, "", without);
                assertThat(said.status()).as(time).isEqualTo(401);
                assertThat(said.header("x-carillon-warning").orElseThrow())
                        .contains("x-carillon-time");
            }
        }
    }

    @Test
    void while_the_secret_changes_both_are_accepted() throws IOException {
        try (var broker = BrokerWorld.over(data, "new-secret old-secret", Map.of())) {
            for (String secret : new String[] {"new-secret", "old-secret"}) {
                var signed = BrokerWorld.signed(secret, NO_EVENTS);
                assertThat(broker.send("POST", "/", NO_EVENTS, signed).status()).isEqualTo(200);
                var whole = BrokerWorld.signedWhole(secret, "GET", SUBSCRIPTIONS, "", now());
                assertThat(broker.send("GET", SUBSCRIPTIONS, "", whole).status()).isEqualTo(200);
            }
            var joined = BrokerWorld.signed("new-secret old-secret", NO_EVENTS);
            assertThat(broker.send("POST", "/", NO_EVENTS, joined).status()).isEqualTo(401);
        }
        try (var broker = BrokerWorld.over(data, "new-secret", Map.of())) {
            var old = BrokerWorld.signed("old-secret", NO_EVENTS);
            assertThat(broker.send("POST", "/", NO_EVENTS, old).status()).isEqualTo(401);
        }
    }

    private static String created(BrokerWorld broker) throws IOException {
        String body = broker.sendWhole("POST", CREATE, BODY, now()).body();
        return body.substring(7, body.length() - 2);
    }

    private static Map<String, String> whole(String method, String path, String body, long time) {
        return BrokerWorld.signedWhole(BrokerWorld.SECRET, method, path, body, time);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
