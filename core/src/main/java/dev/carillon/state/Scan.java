package dev.carillon.state;

/**
 * A walk over keys in order, positioned on one entry at a time: {@code while (scan.next()) …
 * scan.key()}. Entries are read at each step, values only on request. Not thread-safe; close it
 * before its view. Throws what {@link View} throws.
 */
public interface Scan extends AutoCloseable {
    /** Moves to the next entry, at first to the first one; returns false if there is none. */
    boolean next();

    /**
     * Moves to the first entry at or after {@code key} in the direction of the scan, without
     * reading those between; returns false if there is none before the scan's end. Never moves
     * back: it stays at its entry if that is at or after {@code key} already.
     */
    boolean seek(Key key);

    /**
     * Returns the key of the current entry.
     *
     * @throws IllegalStateException if there is no current entry, before the first step or after
     *     the last; {@link #value} and {@link #stamp} throw it too
     */
    Key key();

    /** Returns the value of the current entry. */
    byte[] value();

    /** Returns the stamp of the current entry. */
    long stamp();

    @Override
    void close();
}
