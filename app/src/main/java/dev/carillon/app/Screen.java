package dev.carillon.app;

import dev.carillon.listen.Ticker;
import dev.carillon.receive.Printable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes output for people: with colours to a terminal, plain to a pipe. */
final class Screen {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintWriter out;
    private final boolean colours;

    Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /**
     * Creates a screen, with colours if the output is a terminal and the environment allows them
     * (NO_COLOR, TERM=dumb).
     */
    @SuppressWarnings("SystemConsoleNull") // true of JDK 22 to 24 only
    static Screen of(PrintWriter out) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return new Screen(out, terminal && wanted);
    }

    /** Writes a title. */
    void title(String text) {
        line("");
        line(bold(text));
    }

    /** Writes a line. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Writes a name and a text. */
    void row(String name, String text) {
        line("  %-10s %s".formatted(name, text));
    }

    /** Writes a number and a label. */
    void figure(long number, String what) {
        line("%,14d  %s".formatted(number, what));
    }

    /** Writes a table, its heads in bold. */
    void table(Table table) {
        List<String> lines = table.lines();
        line(bold(lines.getFirst()));
        lines.stream().skip(1).forEach(this::line);
    }

    /** Writes a document, for people. */
    void json(JsonNode document) {
        PRETTY.writeValueAsString(document)
                .lines()
                .forEach(text -> line("  " + faint(Printable.line(text))));
    }

    /** Returns a number with a noun: {@code 1 event}, {@code 2 events}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Returns a time to the second, if a higher precision is not useful. */
    static String seconds(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns the same output for whole texts, without colours. */
    Appendable plain() {
        return new FlushedOutput(out);
    }

    /** Returns the colours of a listener's lines. */
    Ticker.Colours ticker() {
        return new Ticker.Colours(this::good, this::bad, this::faint);
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
