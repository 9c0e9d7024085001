package dev.carillon.listen;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line as a user writes it, in words: blanks separate them, quotes of either kind keep
 * blanks, and a backslash keeps the next character. No shell reads it.
 *
 * @param words with {@code {port}} and {@code {url}} in the places of the listener's own
 */
record TunnelCommand(List<String> words) {
    TunnelCommand {
        words = List.copyOf(words);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is empty or a quote is not closed; the message says
     *     what to write
     */
    static TunnelCommand parse(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (quote != 0 && next == quote) {
                quote = 0;
            } else if (quote == 0 && (next == '\'' || next == '"')) {
                quote = next;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(next)) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(next);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (quote != 0 || words.isEmpty()) {
            throw new IllegalArgumentException(
                    "--tunnel-command takes a program and its options, such as 'ngrok http {port}"
                            + " --log stdout'; "
                            + (quote != 0 ? "a quote is not closed" : "it is empty"));
        }
        return new TunnelCommand(words);
    }

    /** Returns the program, as it was given. */
    String program() {
        return words.getFirst();
    }

    /** Returns the words for a listener at this local URL. */
    List<String> at(URI local) {
        return words.stream()
                .map(word ->
                        word.replace("{port}", String.valueOf(local.getPort()))
                                .replace("{url}", local.toString()))
                .toList();
    }
}
