package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Format;
import dev.carillon.format.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The content of a message about one event, written and read by the simulation's own simple format.
 *
 * @param topic the creation of the topic, identified by its opaque data
 * @param replay whether it is marked as a replay
 * @param number in its lane, 0 for a synchronous notification
 * @param attempt 1 for the first; in a message of several, that of the one tried most
 * @param id of the message
 */
record SentEvent(
        String topic,
        boolean replay,
        String key,
        long stamp,
        String rule,
        long number,
        int attempt,
        String id) {
    private static final int LINES = 4;

    /** The format: key, stamp, rule and topic, one line each, for each event in turn. */
    static final Format FORMAT =
            new Format() {
                @Override
                public Message write(ObjectEvent event, String rule, String opaque) {
                    return write(List.of(event), rule, opaque);
                }

                @Override
                public Message write(List<ObjectEvent> events, String rule, String opaque) {
                    String text =
                            events.stream()
                                    .map(objectEvent -> text(objectEvent, rule, opaque))
                                    .collect(Collectors.joining("\n"));
                    byte[] body = text.getBytes(StandardCharsets.UTF_8);
                    return new Message("text/plain", Map.of(), body);
                }
            };

    private static String text(ObjectEvent event, String rule, String opaque) {
        String key = event.change().object().key();
        return key + "\n" + event.sequencer().stamp() + "\n" + rule + "\n" + opaque;
    }

    /** Returns the events of a message, in its order. */
    static List<SentEvent> read(Message message) {
        String[] lines = new String(message.body(), StandardCharsets.UTF_8).split("\n", -1);
        Map<String, String> headers = message.headers();
        String[] numbers = headers.getOrDefault("x-carillon-delivery", "0").split(",");
        demand(
                lines.length == numbers.length * LINES,
                () -> lines.length + " lines of " + List.of(numbers));
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> read(headers, lines, i * LINES, numbers[i]))
                .toList();
    }

    private static SentEvent read(
            Map<String, String> headers, String[] lines, int at, String number) {
        return new SentEvent(
                lines[at + 3],
                headers.getOrDefault("x-carillon-replay", "").equals("true"),
                lines[at],
                Long.parseLong(lines[at + 1]),
                lines[at + 2],
                Long.parseLong(number),
                Integer.parseInt(headers.getOrDefault("x-carillon-attempt", "1")),
                headers.getOrDefault("webhook-id", ""));
    }
}
