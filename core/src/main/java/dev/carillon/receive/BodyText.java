package dev.carillon.receive;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Lays out a body for people: JSON indented, other text as it is, other bytes in hex. Shows at most
 * 64 Ki characters or 256 bytes and says what is left out. Thread-safe.
 */
final class BodyText {
    private static final int MAX_CHARS = 1 << 16;
    private static final int MAX_BYTES = 256;
    private static final int ROW_BYTES = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final JsonMapper json = JsonMapper.builder().build();
    private final ObjectWriter pretty = json.writer().with(printer());

    /** Returns the lines of a body, safe for a terminal. */
    List<String> lines(byte[] body) {
        return text(body)
                .map(text -> readable(indented(body).orElse(text), body.length))
                .orElseGet(() -> hex(body));
    }

    /** Returns the text of a body; empty if its bytes are not UTF-8. */
    static Optional<String> text(byte[] body) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static DefaultPrettyPrinter printer() {
        var indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter()
                .withArrayIndenter(indenter)
                .withObjectIndenter(indenter)
                .withSeparators(
                        DefaultPrettyPrinter.DEFAULT_SEPARATORS
                                .withArrayEmptySeparator("")
                                .withObjectEmptySeparator("")
                                .withObjectNameValueSpacing(Separators.Spacing.AFTER));
    }

    /** Returns JSON with one member a line, its numbers unchanged; empty if it is not JSON. */
    private Optional<String> indented(byte[] body) {
        var text = new Beginning();
        try (JsonParser parser = json.createParser(body);
                JsonGenerator generator = pretty.createGenerator(text)) {
            while (parser.nextToken() != null) {
                if (!text.full()) {
                    generator.copyCurrentEventExact(parser);
                    generator.flush();
                }
            }
        } catch (JacksonException _) {
            return Optional.empty();
        }
        return Optional.of(text.toString());
    }

    private static List<String> readable(String text, int bytes) {
        var lines = new ArrayList<String>();
        String shown = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
        shown.lines().map(Printable::line).forEach(lines::add);
        if (text.length() > MAX_CHARS) {
            lines.add("… (the body has " + bytes + " bytes; --json shows all)");
        }
        return lines;
    }

    private static List<String> hex(byte[] body) {
        var lines = new ArrayList<String>();
        lines.add("(" + body.length + " bytes, which are not text in UTF-8)");
        for (int from = 0; from < Math.min(body.length, MAX_BYTES); from += ROW_BYTES) {
            int to = Math.min(from + ROW_BYTES, body.length);
            lines.add(
                    "%08x  %-47s  %s"
                            .formatted(from, HEX.formatHex(body, from, to), ascii(body, from, to)));
        }
        if (body.length > MAX_BYTES) {
            lines.add("… (" + (body.length - MAX_BYTES) + " more bytes)");
        }
        return lines;
    }

    private static String ascii(byte[] body, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(body[i] >= ' ' && body[i] < 0x7f ? (char) body[i] : '.');
        }
        return text.toString();
    }

    /** Keeps the beginning of a text and drops the rest, so that indentation cannot fill memory. */
    private static final class Beginning extends Writer {
        private final StringBuilder text = new StringBuilder();

        boolean full() {
            return text.length() > MAX_CHARS;
        }

        @Override
        public void write(char[] from, int offset, int length) {
            text.append(from, offset, Math.min(length, MAX_CHARS + 1 - text.length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
