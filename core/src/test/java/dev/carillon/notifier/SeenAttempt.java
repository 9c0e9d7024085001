package dev.carillon.notifier;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Format;
import dev.carillon.format.Message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * An attempt as a {@link VirtualEndpoint} saw it.
 *
 * @param began when, in real time
 * @param number the delivery's place in its lane
 */
public record SeenAttempt(
        Instant began,
        String key,
        long stamp,
        String webhookId,
        long number,
        int attempt,
        boolean replay) {
    /** The format of messages: key and stamp, a line each. */
    static final Format FORMAT =
            (ObjectEvent event, String rule, String opaque) -> {
                String text = event.change().object().key() + "\n" + event.sequencer().stamp();
                return new Message("text/plain", Map.of(), text.getBytes(StandardCharsets.UTF_8));
            };

    static SeenAttempt read(Message message, Instant began) {
        String[] lines = new String(message.body(), StandardCharsets.UTF_8).split("\n", -1);
        Map<String, String> headers = message.headers();
        return new SeenAttempt(
                began,
                lines[0],
                Long.parseLong(lines[1]),
                headers.getOrDefault("webhook-id", ""),
                Long.parseLong(headers.getOrDefault("x-carillon-delivery", "0")),
                Integer.parseInt(headers.getOrDefault("x-carillon-attempt", "0")),
                headers.getOrDefault("x-carillon-replay", "").equals("true"));
    }

    /** Returns the queue whose events are attempted one after another: the key, in its lane. */
    String line() {
        return (replay ? "again " : "live ") + key;
    }
}
