package dev.carillon.tail;

import dev.carillon.event.Sequencer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the stream of a reader: everything up to it was sent. As text it is the stamp in 16
 * hex digits, a dot, and the scope.
 *
 * @param stamp the stamp of the last event before it, or of a later moment
 * @param scope the id of the bucket whose events the reader gets, or {@link #ALL}
 */
public record Cursor(long stamp, String scope) {
    /** The scope of a reader of all buckets. */
    public static final String ALL = "all";

    private static final int HEX = 16;
    private static final Pattern FORM = Pattern.compile("([0-9A-F]{16})\\.([0-9a-zA-Z._-]{1,128})");

    /** Reads a cursor; empty if the text is not one. */
    public static Optional<Cursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new Cursor(Long.parseUnsignedLong(matcher.group(1), HEX), matcher.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return new Sequencer(stamp) + "." + scope;
    }
}
