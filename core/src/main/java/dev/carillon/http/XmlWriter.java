package dev.carillon.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes one document into memory. Text is escaped so that every character that XML 1.0 allows is
 * read back unchanged; other characters (control characters, half surrogates) are written as
 * U+FFFD. Not thread-safe.
 */
public final class XmlWriter {
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(1_024);
    private final Deque<String> open = new ArrayDeque<>();

    /** Starts with the XML declaration. */
    public static XmlWriter declared() {
        var writer = new XmlWriter();
        writer.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        return writer;
    }

    /** Starts without declaration. */
    public static XmlWriter bare() {
        return new XmlWriter();
    }

    private XmlWriter() {}

    /** Opens an element; {@link #close} closes it. */
    public XmlWriter open(String name) {
        out.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    /** Opens an element with a default name space. */
    public XmlWriter open(String name, String nameSpace) {
        return openWith(name, "xmlns", nameSpace);
    }

    /** Opens an element with attributes: names and values in turn. */
    public XmlWriter openWith(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        open.push(name);
        return this;
    }

    /** Closes the element opened last. */
    public XmlWriter close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Writes an element that contains text. */
    public XmlWriter element(String name, String text) {
        open(name);
        escape(text);
        return close();
    }

    /** Writes an element that contains a number. */
    public XmlWriter element(String name, long value) {
        return element(name, Long.toString(value));
    }

    /** Writes an element that contains {@code true} or {@code false}. */
    public XmlWriter element(String name, boolean value) {
        return element(name, Boolean.toString(value));
    }

    /** Writes text into the element opened last. */
    public XmlWriter text(String text) {
        escape(text);
        return this;
    }

    /**
     * Returns the document in UTF-8.
     *
     * @throws IllegalStateException if an element is still open
     */
    public byte[] bytes() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text) {
        int end;
        for (int at = 0; at < text.length(); at = end) {
            int character = text.codePointAt(at);
            end = at + Character.charCount(character);
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> out.append("&#").append(character).append(';');
                default -> out.appendCodePoint(allowed(character) ? character : REPLACEMENT);
            }
        }
    }

    /** Returns whether section 2.2 of XML 1.0 allows the character. */
    private static boolean allowed(int character) {
        return (character >= ' ' && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}
