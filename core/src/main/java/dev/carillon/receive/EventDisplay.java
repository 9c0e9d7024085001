package dev.carillon.receive;

import dev.carillon.rule.Units;

import java.util.ArrayList;
import java.util.List;

/**
 * Shows a line for each event, and below them an indented line for the signature and for a
 * rehearsed answer, if there are any.
 */
final class EventDisplay implements Display {
    private final EventLines events = new EventLines();

    @Override
    public List<String> lines(Arrival arrival) {
        var lines = new ArrayList<>(events.of(arrival.body()));
        arrival.finding().ifPresent(finding -> lines.add("  signature " + finding.text()));
        if (arrival.reply().rehearsed()) {
            lines.add("  answered " + answer(arrival.reply()));
        }
        return lines;
    }

    /** Returns an answer for people. */
    static String answer(Arrival.Reply reply) {
        return reply.delay().isZero()
                ? String.valueOf(reply.status())
                : reply.status() + " after " + Units.text(reply.delay());
    }
}
