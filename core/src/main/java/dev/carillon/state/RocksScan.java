package dev.carillon.state;

import dev.carillon.state.View.Order;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

import java.util.Optional;

/**
 * {@link Scan} over a RocksDB iterator. The bounds are RocksDB's own, so it does not step over
 * deleted keys beyond them.
 */
final class RocksScan extends Readers.Held implements Scan {
    private enum Position {
        BEFORE,
        ON,
        AFTER
    }

    private final Rocks rocks;
    private final Readers readers;
    private final RocksView.Range range;
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private Position position;
    private Optional<Key> key = Optional.empty();
    private Optional<Stamped> entry = Optional.empty();

    RocksScan(Rocks rocks, Readers readers, Snapshot snapshot, RocksView.Range range) {
        this.rocks = rocks;
        this.readers = readers;
        this.range = range;
        this.lower = new Slice(range.from().bytes());
        this.upper = new Slice(range.to().bytes());
        this.options =
                new ReadOptions()
                        .setSnapshot(snapshot)
                        .setIterateLowerBound(lower)
                        .setIterateUpperBound(upper)
                        .setFillCache(range.caching() == RocksView.Caching.KEEP);
        this.iterator = rocks.iterator(options);
        this.position = range.isEmpty() ? Position.AFTER : Position.BEFORE;
    }

    @Override
    public boolean next() {
        return readers.read(
                this,
                () ->
                        switch (position) {
                            case BEFORE -> arrive(this::first);
                            case ON -> arrive(forward() ? iterator::next : iterator::prev);
                            case AFTER -> false;
                        });
    }

    @Override
    public boolean seek(Key target) {
        return readers.read(
                this,
                () ->
                        switch (position) {
                            case BEFORE -> arrive(() -> seekInRange(target));
                            case ON -> reached(target) || arrive(() -> seekInRange(target));
                            case AFTER -> false;
                        });
    }

    private boolean forward() {
        return range.order() == Order.FORWARD;
    }

    private void first() {
        if (forward()) {
            iterator.seekToFirst();
        } else {
            iterator.seekToLast();
        }
    }

    private void seekInRange(Key target) {
        if (forward()) {
            iterator.seek((target.compareTo(range.from()) < 0 ? range.from() : target).bytes());
        } else if (target.compareTo(range.to()) >= 0) {
            iterator.seekToLast();
        } else {
            iterator.seekForPrev(target.bytes());
        }
    }

    private boolean reached(Key target) {
        int order = key().compareTo(target);
        return forward() ? order >= 0 : order <= 0;
    }

    private boolean arrive(Runnable step) {
        step.run();
        entry = Optional.empty();
        if (iterator.isValid()) {
            key = Optional.of(Key.of(iterator.key()));
            position = Position.ON;
            return true;
        }
        Key last = key.orElse(range.from());
        key = Optional.empty();
        position = Position.AFTER;
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw rocks.cannotRead(e, last);
        }
        return false;
    }

    @Override
    public Key key() {
        return key.orElseThrow(() -> new IllegalStateException("the scan stands on no entry"));
    }

    @Override
    public byte[] value() {
        return entry().value();
    }

    @Override
    public long stamp() {
        return entry().stamp();
    }

    private Stamped entry() {
        key();
        if (entry.isEmpty()) {
            entry = Optional.of(readers.read(this, () -> Rocks.stamped(iterator.value())));
        }
        return entry.get();
    }

    @Override
    public void close() {
        readers.release(this);
    }

    @Override
    void free() {
        iterator.close();
        options.close();
        lower.close();
        upper.close();
    }
}
