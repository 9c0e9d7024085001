package dev.carillon.testkit;

import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.View;

import java.util.Optional;

/** A view of one tree, which never changes. */
final class MemoryView implements View {
    private final SortedTree<Stamped> tree;
    private final Runnable demandReadable;
    private boolean closed;

    MemoryView(SortedTree<Stamped> tree, Runnable demandReadable) {
        this.tree = tree;
        this.demandReadable = demandReadable;
    }

    @Override
    public Optional<Stamped> get(Key key) {
        demandOpen();
        return tree.get(key);
    }

    @Override
    public Scan scan(Key from, Key to, Order order) {
        demandOpen();
        return new TreeScan(from, to, order);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void demandOpen() {
        demandReadable.run();
        if (closed) {
            throw new IllegalStateException("closed already: nothing can be read");
        }
    }

    private final class TreeScan implements Scan {
        private final Key from;
        private final Key to;
        private final Order order;

        /** The bound of the remaining entries: lower or upper, depending on the order. */
        private Key left;

        private Optional<SortedTree.Entry<Stamped>> here = Optional.empty();
        private boolean ended;
        private boolean scanClosed;

        private TreeScan(Key from, Key to, Order order) {
            this.from = from;
            this.to = to;
            this.order = order;
            this.left = order == Order.FORWARD ? from : to;
        }

        @Override
        public boolean next() {
            demandScanOpen();
            if (ended) {
                return false;
            }
            here =
                    switch (order) {
                        case FORWARD ->
                                tree.atOrAfter(left).filter(entry -> entry.key().compareTo(to) < 0);
                        case REVERSE ->
                                tree.before(left).filter(entry -> from.compareTo(entry.key()) <= 0);
                    };
            here.ifPresent(
                    entry -> left = order == Order.FORWARD ? entry.key().successor() : entry.key());
            ended = here.isEmpty();
            return !ended;
        }

        @Override
        public boolean seek(Key key) {
            demandScanOpen();
            if (here.isPresent() && reached(here.get().key(), key)) {
                return true;
            }
            left =
                    switch (order) {
                        case FORWARD -> max(left, key);
                        case REVERSE -> min(left, key.successor());
                    };
            return next();
        }

        private static Key max(Key a, Key b) {
            return a.compareTo(b) < 0 ? b : a;
        }

        private static Key min(Key a, Key b) {
            return a.compareTo(b) < 0 ? a : b;
        }

        private boolean reached(Key at, Key key) {
            return order == Order.FORWARD ? at.compareTo(key) >= 0 : at.compareTo(key) <= 0;
        }

        @Override
        public Key key() {
            return entry().key();
        }

        @Override
        public byte[] value() {
            return entry().value().value();
        }

        @Override
        public long stamp() {
            return entry().value().stamp();
        }

        @Override
        public void close() {
            scanClosed = true;
        }

        private SortedTree.Entry<Stamped> entry() {
            demandScanOpen();
            return here.orElseThrow(() -> new IllegalStateException("the scan stands on no entry"));
        }

        private void demandScanOpen() {
            demandReadable.run();
            if (scanClosed) {
                throw new IllegalStateException("closed already: nothing can be read");
            }
        }
    }
}
