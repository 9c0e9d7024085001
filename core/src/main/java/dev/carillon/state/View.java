package dev.carillon.state;

import java.util.Optional;

/**
 * A view of everything as it was at one commit. Not thread-safe at once; close it soon, because the
 * engine keeps what it shows while it is open.
 *
 * <p>Every method, and those of its scans, throws {@link StateClosedException} if the store is
 * closed, {@link IllegalStateException} if the view is, and {@link java.io.UncheckedIOException} if
 * the disk cannot be read: a {@link DamagedStateException} if only this part of it cannot.
 */
public interface View extends AutoCloseable {
    /** The direction of a scan. */
    enum Order {
        FORWARD,
        REVERSE
    }

    /** Reads one key. */
    Optional<Stamped> get(Key key);

    /**
     * Walks the keys from {@code from}, inclusive, to {@code to}, exclusive, reading as it goes.
     * The caller closes the scan before the view.
     */
    Scan scan(Key from, Key to, Order order);

    /** Walks the keys that begin with {@code prefix}, smallest first. */
    default Scan scan(Key prefix) {
        return scan(prefix, prefix.afterPrefix(), Order.FORWARD);
    }

    @Override
    void close();
}
