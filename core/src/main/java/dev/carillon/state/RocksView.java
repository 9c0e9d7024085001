package dev.carillon.state;

import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

import java.util.Optional;
import java.util.function.Supplier;

/** A {@link View} over a RocksDB snapshot. */
final class RocksView extends Readers.Held implements View {
    private final Rocks rocks;
    private final Readers readers;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final Caching caching;

    /** The treatment of blocks that were read. */
    enum Caching {
        /** Blocks are kept in the cache for later readers. */
        KEEP,

        /** Blocks do not enter the cache. */
        PASS
    }

    private RocksView(Rocks rocks, Readers readers, Caching caching) {
        this.rocks = rocks;
        this.caching = caching;
        this.readers = readers;
        this.snapshot = rocks.snapshot();
        this.options =
                new ReadOptions().setSnapshot(snapshot).setFillCache(caching == Caching.KEEP);
    }

    /**
     * Opens a view.
     *
     * @param current returns the database that is open now; called while reading
     */
    static RocksView open(Supplier<Rocks> current, Readers readers, Caching caching) {
        return readers.read(() -> {
            var view = new RocksView(current.get(), readers, caching);
            readers.hold(view);
            return view;
        });
    }

    @Override
    public Optional<Stamped> get(Key key) {
        return readers.read(this, () -> rocks.get(key, options));
    }

    @Override
    public Scan scan(Key from, Key to, Order order) {
        return readers.read(
                this,
                () -> {
                    var range = new Range(from, to, order, caching);
                    var scan = new RocksScan(rocks, readers, snapshot, range);
                    readers.hold(scan);
                    return scan;
                });
    }

    @Override
    public void close() {
        readers.release(this);
    }

    @Override
    void free() {
        options.close();
        rocks.release(snapshot);
    }

    /**
     * The range and options of a scan. It never includes the empty key, which is used internally.
     */
    record Range(Key from, Key to, Order order, Caching caching) {
        private static final Key FIRST = Key.of(new byte[1]);

        Range {
            from = from.compareTo(FIRST) < 0 ? FIRST : from;
        }

        boolean isEmpty() {
            return from.compareTo(to) >= 0;
        }
    }
}
