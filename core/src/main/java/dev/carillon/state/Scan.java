package dev.carillon.state;

/**
 * A walk over keys in order, at one entry at a time: {@code while (scan.next()) … scan.key()}.
 * Entries are read as it steps, values only when asked for. For one thread; close it, before its
 * view. Throws what {@link View} throws.
 */
public interface Scan extends AutoCloseable {
    /** Steps to the next entry, at first to the first; false when there is none. */
    boolean next();

    /**
     * Steps to the first entry at or after {@code key} in the direction of the scan, without
     * touching those between; false when there is none before the scan's end. Never steps back:
     * stays where it is when that is at or after {@code key} already.
     */
    boolean seek(Key key);

    /**
     * The key of the entry this stands on.
     *
     * @throws IllegalStateException when this stands on none: before the first step, or after the
     *     last; so do {@link #value} and {@link #stamp}
     */
    Key key();

    /** The value of the entry this stands on. */
    byte[] value();

    /** The stamp of the entry this stands on. */
    long stamp();

    @Override
    void close();
}
