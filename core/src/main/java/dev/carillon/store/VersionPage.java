package dev.carillon.store;

import java.util.List;

/**
 * A page of a list of versions: by key, the newest version of a key first.
 *
 * @param more whether entries follow
 */
public record VersionPage(List<Entry> entries, boolean more) {
    public VersionPage {
        entries = List.copyOf(entries);
    }

    /** A line of a list of versions. */
    public sealed interface Entry {
        /** Returns the key, or the common prefix. */
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

        /** The common prefix {@code name} of several keys. */
        record Common(String name) implements Entry {}
    }
}
