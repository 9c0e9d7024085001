package dev.carillon.state;

/**
 * A range of consecutive keys.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record KeyRange(Key from, Key to) {
    private static final int FIRST_PRINTABLE = 0x21;
    private static final int LAST_PRINTABLE = 0x7E;

    /** Returns the range of all keys that begin with {@code prefix}. */
    public static KeyRange of(Key prefix) {
        return new KeyRange(prefix, prefix.afterPrefix());
    }

    /** Returns whether a key lies within the range. */
    public boolean contains(Key key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
    }

    /** Returns both ends for messages: the letter of the table, then hex. */
    @Override
    public String toString() {
        return words(from) + " to " + words(to);
    }

    /** Returns a key for messages: the letter of its table, then hex. */
    static String words(Key key) {
        byte[] bytes = key.bytes();
        boolean letter =
                bytes.length > 0 && bytes[0] >= FIRST_PRINTABLE && bytes[0] <= LAST_PRINTABLE;
        return letter ? (char) bytes[0] + ":" + key.toString().substring(2) : key.toString();
    }
}
