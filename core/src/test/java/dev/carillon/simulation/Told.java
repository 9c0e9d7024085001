package dev.carillon.simulation;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Format;
import dev.carillon.format.Message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What one message told: written and read by the simulation's own plain format.
 *
 * @param topic the topic, this making of it, as its opaque data says
 * @param replay whether it says that it is sent again
 * @param number in its lane, 0 when it is told at once
 * @param attempt 1 for the first
 */
record Told(
        String topic,
        boolean replay,
        String key,
        long stamp,
        String rule,
        long number,
        int attempt,
        String id) {
    /** Key, stamp, rule and topic, a line each. */
    static final Format FORMAT =
            (ObjectEvent event, String rule, String opaque) ->
                    new Message("text/plain", Map.of(), body(event, rule, opaque));

    private static byte[] body(ObjectEvent event, String rule, String opaque) {
        String key = event.change().object().key();
        String text = key + "\n" + event.sequencer().stamp() + "\n" + rule + "\n" + opaque;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Told read(Message message) {
        String[] lines = new String(message.body(), StandardCharsets.UTF_8).split("\n", -1);
        Map<String, String> headers = message.headers();
        return new Told(
                lines[3],
                headers.getOrDefault("x-carillon-replay", "").equals("true"),
                lines[0],
                Long.parseLong(lines[1]),
                lines[2],
                Long.parseLong(headers.getOrDefault("x-carillon-delivery", "0")),
                Integer.parseInt(headers.getOrDefault("x-carillon-attempt", "1")),
                headers.getOrDefault("webhook-id", ""));
    }
}
