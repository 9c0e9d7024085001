package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The message that tests whether an endpoint works; it says that no change happened. The body has
 * the form of Amazon S3's test event and no {@code Records}.
 */
public final class TestEvent {
    private TestEvent() {}

    /**
     * Writes the message.
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
