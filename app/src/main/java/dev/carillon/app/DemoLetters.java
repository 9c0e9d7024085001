package dev.carillon.app;

import dev.carillon.app.SignedCalls.Call;
import dev.carillon.signature.AccessKey;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The dead letters of the demo, used through the same requests that the commands send. */
final class DemoLetters implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long PAUSE_MILLIS = 20;

    private final SignedCalls admin;

    DemoLetters(String server, AccessKey key) {
        admin = new SignedCalls(TrustOption.usual(server), key, "default", "carillon");
    }

    /**
     * Waits for the first dead letter and returns it.
     *
     * @throws CommandFailed if none came within the limit
     */
    JsonNode first(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            JsonNode page = JSON.readTree(admin.send(Call.of("GET", "/v1/deadletters")));
            if (!page.path("deadLetters").isEmpty()) {
                return page.path("deadLetters").path(0);
            }
            // There is no notification of a dead letter, so the list is polled.
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new CommandFailed("no dead letter was kept within " + limit.toSeconds() + " s");
    }

    void replay(String id) {
        String body = JSON.writeValueAsString(JSON.createObjectNode().set("ids", ids(id)));
        admin.send(
                Call.of("POST", "/v1/deadletters/replay")
                        .sending(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode ids(String id) {
        return JSON.createArrayNode().add(id);
    }

    @Override
    public void close() {
        admin.close();
    }
}
