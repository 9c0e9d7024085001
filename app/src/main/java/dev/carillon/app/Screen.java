package dev.carillon.app;

import java.io.PrintWriter;

/** Writes what a person reads: with colours at a terminal, plain where it is piped. */
final class Screen {
    private final PrintWriter out;
    private final boolean colours;

    Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Colours where the output is a terminal and nobody objects (NO_COLOR, TERM=dumb). */
    @SuppressWarnings("SystemConsoleNull") // true of JDK 22 to 24 only
    static Screen of(PrintWriter out) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return new Screen(out, terminal && wanted);
    }

    /** Begins a part. */
    void title(String text) {
        line("");
        line(bold(text));
    }

    /** One line. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    String bold(String text) {
        return styled("1", text);
    }

    String faint(String text) {
        return styled("2", text);
    }

    String good(String text) {
        return styled("32", text);
    }

    String bad(String text) {
        return styled("31", text);
    }

    String accent(String text) {
        return styled("36", text);
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
