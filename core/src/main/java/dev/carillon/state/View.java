package dev.carillon.state;

import java.util.Optional;

/**
 * A look at everything as it was at one commit. For one thread at a time; close it soon, for while
 * it is open the engine keeps what it shows.
 *
 * <p>Every method, and those of its scans, throws {@link StateClosedException} when the store is
 * closed, {@link IllegalStateException} when this is, and {@link java.io.UncheckedIOException} when
 * the disk cannot be read: a {@link DamagedStateException} if only this part of it cannot.
 */
public interface View extends AutoCloseable {
    /** Which way a scan goes. */
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
