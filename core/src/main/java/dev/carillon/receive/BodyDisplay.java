package dev.carillon.receive;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Shows each body whole on one line, and nothing else: JSON lines for another program. */
final class BodyDisplay implements Display {
    @Override
    public List<String> lines(Arrival arrival) {
        return List.of(Printable.jsonLine(new String(arrival.body(), StandardCharsets.UTF_8)));
    }
}
