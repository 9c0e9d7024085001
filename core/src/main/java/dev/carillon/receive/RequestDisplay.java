package dev.carillon.receive;

import java.util.ArrayList;
import java.util.List;

/** Shows method, path, headers and body of each request, as b2listen's {@code server.py} does. */
final class RequestDisplay implements Display {
    private final BodyText bodies = new BodyText();

    @Override
    public List<String> lines(Arrival arrival) {
        var request = arrival.request();
        var lines = new ArrayList<String>();
        lines.add(Printable.line(request.method() + " request,"));
        lines.add(Printable.line("Path: " + arrival.target()));
        lines.add("Headers:");
        for (var field : request.headers().fields()) {
            lines.add(Printable.line(field.name() + ": " + field.value()));
        }
        if (arrival.body().length > 0) {
            lines.add("");
            lines.add("Body:");
            lines.addAll(bodies.lines(arrival.body()));
        }
        lines.add("");
        lines.add("From: " + Printable.line(request.peer().address()) + " at " + arrival.time());
        arrival.finding().ifPresent(finding -> lines.add("Signature: " + finding.text()));
        lines.add("Answer: " + EventDisplay.answer(arrival.reply()));
        lines.add("");
        return lines;
    }
}
