package dev.carillon.listen;

import dev.carillon.receive.Printable;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * The lines in which a listener says what it does, {@code INFO:b2listen:…} as b2listen writes them,
 * because scripts read them. Thread-safe if the consumer is.
 */
public final class ListenLog {
    private static final String NAME = "b2listen";

    private final Level level;
    private final Consumer<String> out;

    /** The levels; lines below the chosen one are left out. */
    public enum Level {
        /** Also what the tunnel's process prints. */
        DEBUG,
        /** A report of what is done. */
        INFO,
        /** A warning of what may need attention. */
        WARN,
        /** A report of what failed. */
        ERROR,
        /** The reason for which the program ended. */
        CRITICAL;

        private String word() {
            return this == WARN ? "WARNING" : name();
        }

        /** Returns the name of an option's value. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Creates a log.
     *
     * @param out takes whole lines
     */
    public ListenLog(Level level, Consumer<String> out) {
        this.level = level;
        this.out = out;
    }

    /** Writes a line for those who look for a fault. */
    public void debug(String text) {
        write(Level.DEBUG, text);
    }

    /** Writes a line about what is done. */
    public void info(String text) {
        write(Level.INFO, text);
    }

    /** Writes a line about what may need attention. */
    public void warning(String text) {
        write(Level.WARN, text);
    }

    /** Writes a line about what failed. */
    public void error(String text) {
        write(Level.ERROR, text);
    }

    /** Writes a line about what ends the program. */
    public void critical(String text) {
        write(Level.CRITICAL, text);
    }

    private void write(Level of, String text) {
        if (of.compareTo(level) >= 0) {
            text.lines()
                    .map(Printable::line)
                    .reduce((above, line) -> above + System.lineSeparator() + line)
                    .ifPresent(lines -> out.accept(of.word() + ":" + NAME + ":" + lines));
        }
    }
}
