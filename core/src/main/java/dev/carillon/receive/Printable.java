package dev.carillon.receive;

/**
 * Makes text from outside safe for one line of a terminal: a key or a body must not move the
 * cursor, colour the screen, change the reading direction or fake another line.
 */
public final class Printable {
    private Printable() {}

    /**
     * Returns the text on one line: control, formatting and line-separating characters become their
     * JSON escapes, so JSON keeps its meaning.
     */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::dangerous)) {
            return text;
        }
        var line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> append(line, character));
        return line.toString();
    }

    /** Returns JSON on one line, with line breaks and tabs as blanks. */
    static String jsonLine(String json) {
        return line(
                json.replace("\r\n", " ").replace('\n', ' ').replace('\r', ' ').replace('\t', ' '));
    }

    private static void append(StringBuilder line, int character) {
        if (!dangerous(character)) {
            line.appendCodePoint(character);
            return;
        }
        for (char half : Character.toChars(character)) {
            line.append("\\u%04x".formatted((int) half));
        }
    }

    private static boolean dangerous(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
