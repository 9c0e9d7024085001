package dev.carillon.app;

import dev.carillon.receive.EventLines;
import dev.carillon.receive.Printable;
import dev.carillon.tailclient.TailLine;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The lines that {@code carillon tail} prints. Thread-safe. */
final class TailLines {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Runnable unread;
    private final EventLines events = new EventLines();

    /**
     * Creates the lines of one run.
     *
     * @param unread runs when nobody reads the output any more
     */
    TailLines(PrintWriter out, PrintWriter err, boolean json, Runnable unread) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.unread = unread;
    }

    /** Prints an event. */
    synchronized void event(TailLine line) {
        if (json) {
            out.println(Printable.line(line.text()));
        } else {
            events.of(line.text().getBytes(StandardCharsets.UTF_8)).forEach(out::println);
        }
        if (out.checkError()) {
            unread.run();
        }
    }

    /** Prints what the URL answered to an event. */
    synchronized void answer(TailLine line, String words) {
        note("%s/%s %s".formatted(line.bucket(), line.key(), words));
    }

    /** Prints a message for people. */
    synchronized void note(String text) {
        err.println("carillon: " + Printable.line(text));
        err.flush();
    }
}
