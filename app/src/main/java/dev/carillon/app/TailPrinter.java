package dev.carillon.app;

import dev.carillon.tailclient.TailLine;
import dev.carillon.tailclient.TailListener;

import java.net.URI;
import java.util.Optional;

/** Prints the events of a tail, forwards them, and says when the connection breaks. */
final class TailPrinter implements TailListener {
    private final URI server;
    private final String place;
    private final TailLines lines;
    private final Optional<Forwarder> forwarder;
    private boolean again;

    TailPrinter(URI server, String place, TailLines lines, Optional<Forwarder> forwarder) {
        this.server = server;
        this.place = place;
        this.lines = lines;
        this.forwarder = forwarder;
    }

    @Override
    public void event(TailLine line) {
        lines.event(line);
        forwarder.ifPresent(to -> to.send(line));
    }

    @Override
    public void connected() {
        lines.note(
                again
                        ? "connected again, behind the last event"
                        : "tails %s at %s  (Ctrl-C ends it)".formatted(place, server));
        again = true;
    }

    @Override
    public void broken(String why, long pauseMillis) {
        lines.note("the connection broke (%s): again in %d ms".formatted(why, pauseMillis));
    }
}
