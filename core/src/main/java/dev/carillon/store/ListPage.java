package dev.carillon.store;

import java.util.List;

/**
 * A page of a list, in the order of the keys' UTF-8 bytes.
 *
 * @param more whether entries follow; the next query has the last entry's name as {@link
 *     ListQuery#after}
 */
public record ListPage(List<Entry> entries, boolean more) {
    public ListPage {
        entries = List.copyOf(entries);
    }

    /** A line of a list. */
    public sealed interface Entry {
        /** Returns the key, or the common prefix. */
        String name();

        /** An object. */
        record Found(StoredObject object) implements Entry {
            @Override
            public String name() {
                return object.key();
            }
        }

        /** The common prefix {@code name} of several keys. */
        record Common(String name) implements Entry {}
    }
}
