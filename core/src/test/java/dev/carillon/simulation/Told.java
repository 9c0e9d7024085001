package dev.carillon.simulation;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Format;
import dev.carillon.format.Message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What one message told: written and read by the simulation's own plain format. */
record Told(String key, long stamp, String rule, long number) {
    /** Key, stamp and rule, a line each. */
    static final Format FORMAT =
            (ObjectEvent event, String rule, String opaque) ->
                    new Message(
                            "text/plain",
                            Map.of(),
                            String.join(
                                            "\n",
                                            event.change().object().key(),
                                            Long.toString(event.sequencer().stamp()),
                                            rule)
                                    .getBytes(StandardCharsets.UTF_8));

    static Told read(Message message) {
        String[] lines = new String(message.body(), StandardCharsets.UTF_8).split("\n", -1);
        String number = message.headers().getOrDefault("x-carillon-delivery", "");
        return new Told(lines[0], Long.parseLong(lines[1]), lines[2], Long.parseLong(number));
    }
}
