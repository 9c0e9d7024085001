package dev.carillon.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of sealing keys. In a file each key has a line, the one that seals first, and a last
 * line holds {@code sha256} with the first half of the SHA-256 of the lines before it, so that a
 * damaged or truncated file is not taken for other keys.
 */
public final class KeyText {
    private static final int SUM_BYTES = 16;
    private static final String SUM = "sha256 ";

    private KeyText() {}

    /** Returns the content of a file with these keys. */
    public static String ofFile(SealingKeys keys) {
        var lines = new StringBuilder();
        keys.keys().forEach(key -> lines.append(key.revealText()).append('\n'));
        return lines + SUM + sum(lines.toString()) + "\n";
    }

    /** Returns the value of a variable with these keys: one line. */
    public static String ofVariable(SealingKeys keys) {
        return keys.keys().stream().map(SealingKey::revealText).collect(Collectors.joining(" "));
    }

    /**
     * Reads the content of a file.
     *
     * @throws IllegalArgumentException if it is not as {@link #ofFile} writes it; the message says
     *     why, without the text
     */
    static SealingKeys file(String text) {
        int last = text.lastIndexOf(SUM);
        if (last < 1) {
            throw new IllegalArgumentException("it has no line with its checksum");
        }
        String keys = text.substring(0, last);
        if (!text.substring(last).equals(SUM + sum(keys) + "\n")) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        return keys(Stream.of(keys.split("\n")).toList());
    }

    /**
     * Reads keys from a variable: the content of a file, or texts of keys, separated by white space
     * or commas. A shell may have made blanks of the ends of lines.
     *
     * @throws IllegalArgumentException if one is malformed; the message says why, without the text
     */
    static SealingKeys variable(String text) {
        List<String> parts =
                Stream.of(text.split("[\\s,]+")).filter(part -> !part.isEmpty()).toList();
        int end = parts.indexOf(SUM.strip());
        if (end < 0) {
            return keys(parts);
        }
        String lines = String.join("\n", parts.subList(0, end));
        String sum = String.join(" ", parts.subList(end + 1, parts.size()));
        return file(lines + "\n" + SUM + sum + "\n");
    }

    private static SealingKeys keys(List<String> texts) {
        var keys = new ArrayList<SealingKey>();
        for (int i = 0; i < texts.size(); i++) {
            Optional<SealingKey> key = SealingKey.parse(texts.get(i));
            if (key.isEmpty()) {
                throw new IllegalArgumentException(
                        "key %d is not the base64 of 32 bytes".formatted(i + 1));
            }
            keys.add(key.get());
        }
        return SealingKeys.of(keys);
    }

    private static String sum(String lines) {
        return HexFormat.of()
                .formatHex(
                        SealingKey.sha256(lines.getBytes(StandardCharsets.US_ASCII)), 0, SUM_BYTES);
    }
}
