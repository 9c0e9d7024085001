package dev.carillon.app;

import dev.carillon.receive.Printable;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Aligns text in columns, the last of which is open; long cells are shortened in their middle. Not
 * thread-safe.
 */
final class Table {
    private static final int MOST_CHARS = 60;

    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with a row of heads, if there are any. */
    Table(String... heads) {
        if (heads.length > 0) {
            row(List.of(heads));
        }
    }

    /** Adds a row with as many cells as the others. */
    void row(List<String> cells) {
        rows.add(cells.stream().map(cell -> shortened(Printable.line(cell))).toList());
    }

    /** Returns the rows, a line each. */
    List<String> lines() {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringJoiner("  ");
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            boolean last = i == widths.length - 1;
            line.add(last ? cell : cell + " ".repeat(widths[i] - length(cell)));
        }
        return line.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * Shortens a text in its middle, because keys differ at their end and are recognised by their
     * beginning.
     */
    private static String shortened(String text) {
        int length = length(text);
        if (length <= MOST_CHARS) {
            return text;
        }
        int half = MOST_CHARS / 2;
        return text.substring(0, text.offsetByCodePoints(0, half - 1))
                + "…"
                + text.substring(text.offsetByCodePoints(0, length - half));
    }
}
