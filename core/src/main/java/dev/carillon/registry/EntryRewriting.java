package dev.carillon.registry;

import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

/**
 * Rewrites the entries of a range in chunks, each of which is one durable commit. At any moment
 * every entry exists exactly once, in its old or its new form. Call it before anything else writes
 * there.
 *
 * @param atOnce the highest number of entries that one commit reads
 * @param remedy what to do if an entry cannot be rewritten
 */
record EntryRewriting(State state, int atOnce, String remedy) {
    /** The usual number of entries of a chunk. */
    static final int USUAL = 1_000;

    private static final int BYTES_AT_ONCE = 1 << 20;

    /** Adds the replacement of an entry to a commit, which gets a check for it. */
    interface Replacing {
        /**
         * Adds it.
         *
         * @return false if the entry stays as it is
         */
        boolean into(Commit commit, Key key, Stamped kept);
    }

    /**
     * Rewrites all entries of a range.
     *
     * @throws CannotOpenStateException if one of them cannot be read; those before stay rewritten
     */
    void each(KeyRange range, Replacing replacing) {
        Key from = range.from();
        while (from.compareTo(range.to()) < 0) {
            from = chunk(from, range.to(), replacing);
        }
    }

    /**
     * Rewrites the next entries.
     *
     * @return the key from which to continue
     */
    private Key chunk(Key from, Key to, Replacing replacing) {
        var commit = new Commit();
        Key next = to;
        try (View view = state.bulkView();
                Scan scan = view.scan(from, to, View.Order.FORWARD)) {
            int found = 0;
            while (scan.next()) {
                if (found == atOnce || commit.bytes() > BYTES_AT_ONCE) {
                    next = scan.key();
                    break;
                }
                var kept = new Stamped(scan.value(), scan.stamp());
                if (replace(replacing, commit, scan.key(), kept)) {
                    commit.checkStamp(scan.key(), kept.stamp());
                }
                found++;
            }
        }
        if (!commit.isEmpty()
                && state.commit(commit) instanceof CommitResult.Conflict(Key changed)) {
            throw new IllegalStateException(
                    changed + " changed during the start: another process writes this folder");
        }
        return next;
    }

    /** Rewrites an entry; a failure names it, because nothing else says which one it is. */
    private boolean replace(Replacing replacing, Commit commit, Key key, Stamped kept) {
        try {
            return replacing.into(commit, key, kept);
        } catch (RuntimeException e) {
            throw new CannotOpenStateException(
                    "the record " + key + " cannot be rewritten (" + e + "): " + remedy, e);
        }
    }
}
