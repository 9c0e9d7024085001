package dev.carillon.store;

import java.util.List;

/**
 * A piece of a list, in the order of the keys' UTF-8 bytes.
 *
 * @param more whether something comes after it: ask again with the last entry's name as {@link
 *     ListQuery#after}
 */
public record ListPage(List<Entry> entries, boolean more) {
    public ListPage {
        entries = List.copyOf(entries);
    }

    /** One line of a list. */
    public sealed interface Entry {
        /** The key, or the common prefix. */
        String name();

        /** An object. */
        record Found(StoredObject object) implements Entry {
            @Override
            public String name() {
                return object.key();
            }
        }

        /** All keys that begin with {@code name}. */
        record Common(String name) implements Entry {}
    }
}
