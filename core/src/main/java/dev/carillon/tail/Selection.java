package dev.carillon.tail;

import dev.carillon.event.Change;

/**
 * The events that a reader gets. Prefix and suffix are two conditions, and both are literal.
 *
 * @param bucket the id of the only bucket; empty = all buckets
 * @param types the event types, as bits
 * @param prefix the beginning of the keys
 * @param suffix the end of the keys
 */
public record Selection(String bucket, long types, String prefix, String suffix) {
    /** Returns the scope of cursors in a stream of these events. */
    public String scope() {
        return bucket.isEmpty() ? Cursor.ALL : bucket;
    }

    /**
     * Returns whether a change is selected. Events that another program published are not changes
     * of objects here, and are never selected.
     */
    boolean matches(Change change) {
        String key = change.object().key();
        return !change.received()
                && (types & 1L << change.type().code()) != 0
                && (bucket.isEmpty() || bucket.equals(change.bucket().id()))
                && key.startsWith(prefix)
                && key.endsWith(suffix);
    }
}
