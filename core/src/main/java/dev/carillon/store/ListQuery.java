package dev.carillon.store;

import java.util.Optional;

/**
 * A query for a list.
 *
 * @param prefix only keys that begin with it are listed
 * @param delimiter keys that contain it after the prefix are shown as one common prefix, up to and
 *     including the delimiter; empty = none
 * @param after only entries after this key are listed; if it is a common prefix, those after all
 *     keys in it
 * @param andItself whether the key {@code after} is listed too
 * @param max the largest number of entries, 0 or more
 */
public record ListQuery(String prefix, String delimiter, String after, boolean andItself, int max) {
    public ListQuery {
        if (max < 0) {
            throw new IllegalArgumentException("a list has 0 or more entries, not " + max);
        }
    }

    /** Creates a query that does not list the key {@code after} itself. */
    public ListQuery(String prefix, String delimiter, String after, int max) {
        this(prefix, delimiter, after, false, max);
    }

    /** Returns the common prefix that a key is shown as; empty if it is listed itself. */
    Optional<String> commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }
}
