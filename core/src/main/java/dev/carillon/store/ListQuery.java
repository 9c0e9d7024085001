package dev.carillon.store;

import java.util.Optional;

/**
 * What a list is to show.
 *
 * @param prefix only keys that begin with it
 * @param delimiter keys with it after the prefix are shown as one common prefix, up to and with the
 *     delimiter; empty = none
 * @param after only what comes after this key; if it is a common prefix, after all keys in it
 * @param andItself what comes after it, and it too
 * @param max how many entries at most, 0 or more
 */
public record ListQuery(String prefix, String delimiter, String after, boolean andItself, int max) {
    public ListQuery {
        if (max < 0) {
            throw new IllegalArgumentException("a list has 0 or more entries, not " + max);
        }
    }

    /** Without the key it begins after. */
    public ListQuery(String prefix, String delimiter, String after, int max) {
        this(prefix, delimiter, after, false, max);
    }

    /** The common prefix a key is shown as, if it is. */
    Optional<String> commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }
}
