package dev.carillon.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Warnings to the sender of a request that was carried out, but not in the way in which the sender
 * may expect. They are sent in the answer's header {@value #HEADER}.
 *
 * @param texts each a sentence; characters other than printable ASCII are percent-encoded
 */
public record Warnings(List<String> texts) {
    /** The header that holds the warnings, separated by semicolons. */
    public static final String HEADER = "x-carillon-warning";

    private static final int MOST = 10;
    private static final int MAX_CHARACTERS = 300;

    public Warnings {
        texts = List.copyOf(texts);
    }

    /** Returns warnings with these texts; the list may be empty. */
    public static Warnings of(List<String> texts) {
        return new Warnings(texts);
    }

    /** Returns the answer with the first ten warnings, each cut to 300 characters. */
    public Answer on(Answer answer) {
        if (texts.isEmpty()) {
            return answer;
        }
        String shown =
                texts.stream()
                        .limit(MOST)
                        .map(Warnings::printable)
                        .collect(Collectors.joining("; "));
        int more = texts.size() - MOST;
        return answer.with(HEADER, more > 0 ? shown + "; and " + more + " more" : shown);
    }

    private static String printable(String text) {
        var out = new StringBuilder(text.length());
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            if (out.length() >= MAX_CHARACTERS) {
                return out.append("...").toString();
            }
            if (next >= ' ' && next < 0x7f) {
                out.append((char) next);
            } else {
                out.append("%%%02X".formatted(next & 0xff));
            }
        }
        return out.toString();
    }
}
