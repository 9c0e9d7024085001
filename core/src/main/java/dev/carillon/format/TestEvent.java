package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The message that asks an endpoint whether it is there: no change happened, and it says so. The
 * body has the shape of the test event of Amazon S3, {@code Records} are not in it.
 */
public final class TestEvent {
    private TestEvent() {}

    /**
     * Writes it.
     *
     * @param topic the name of the topic that is tested
     * @param id not used for any other message
     */
    public static Message of(String topic, Instant now, String id) {
        String body =
                """
                {"Service":"Carillon","Event":"s3:TestEvent","Time":"%s","Topic":"%s"}\
                """
                        .formatted(now.truncatedTo(ChronoUnit.MILLIS), topic);
        return new Message(
                "application/json",
                Map.of("webhook-id", id, "x-carillon-test", "true"),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
