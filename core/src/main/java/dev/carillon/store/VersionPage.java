package dev.carillon.store;

import java.util.List;

/**
 * A piece of a list of versions: by key, of each key the newest first.
 *
 * @param more whether something comes after it
 */
public record VersionPage(List<Entry> entries, boolean more) {
    public VersionPage {
        entries = List.copyOf(entries);
    }

    /** One line of it. */
    public sealed interface Entry {
        /** The key, or the common prefix. */
        String name();

        /**
         * A version.
         *
         * @param newest whether it is the newest of its key
         */
        record Found(StoredObject version, boolean newest) implements Entry {
            @Override
            public String name() {
                return version.key();
            }
        }

        /** All keys that begin with {@code name}. */
        record Common(String name) implements Entry {}
    }
}
