package dev.carillon.script;

import dev.carillon.endpoint.Printable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Logs what one run prints, line by line and safe for a terminal, up to {@value #MOST_BYTES} bytes;
 * longer lines are split. Not thread-safe.
 */
final class OutputLog implements Launcher.OutputSink, AutoCloseable {
    static final int MOST_BYTES = 64 << 10;
    static final int LONGEST_LINE = 4 << 10;

    private static final Logger LOG = LoggerFactory.getLogger("carillon.script");

    private final boolean wanted;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int taken;
    private boolean full;

    OutputLog(boolean wanted, Consumer<String> lines) {
        this.wanted = wanted;
        this.lines = lines;
    }

    /** Creates the log of a run; it drops everything unless it is wanted. */
    static OutputLog of(boolean wanted, ScriptCall call) {
        return new OutputLog(
                wanted,
                text -> LOG.info("{} {}: {}", call.action(), Printable.line(call.key()), text));
    }

    @Override
    public boolean wants() {
        return wanted && !full;
    }

    @Override
    public void take(byte[] part) {
        for (byte b : part) {
            if (full) {
                return;
            }
            add(b);
        }
    }

    private void add(byte b) {
        taken++;
        if (b == '\n') {
            say();
        } else {
            line.write(b);
            if (line.size() >= LONGEST_LINE) {
                say();
            }
        }
        if (taken >= MOST_BYTES) {
            close();
            full = true;
            lines.accept("(what it prints further is not logged)");
        }
    }

    private void say() {
        lines.accept(Printable.line(Printable.decoded(line.toByteArray())));
        line.reset();
    }

    /** Logs the last line, if it has no end. */
    @Override
    public void close() {
        if (line.size() > 0) {
            say();
        }
    }
}
