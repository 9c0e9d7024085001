package dev.carillon.app;

import dev.carillon.receive.Printable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes what a person reads: with colours at a terminal, plain where it is piped. */
final class Screen {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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

    /** A name and what there is to say of it. */
    void row(String name, String text) {
        line("  %-10s %s".formatted(name, text));
    }

    /** A number and what is counted. */
    void figure(long number, String what) {
        line("%,14d  %s".formatted(number, what));
    }

    /** A table, its heads in bold. */
    void table(Table table) {
        List<String> lines = table.lines();
        line(bold(lines.getFirst()));
        lines.stream().skip(1).forEach(this::line);
    }

    /** A document, for people. */
    void json(JsonNode document) {
        PRETTY.writeValueAsString(document)
                .lines()
                .forEach(it -> line("  " + faint(Printable.line(it))));
    }

    /** A number of things: {@code 1 event}, {@code 2 events}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** A time to the second, where more would only be in the way. */
    static String seconds(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
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
