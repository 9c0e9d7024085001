package dev.carillon.journal;

import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.Salvage;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Walks events in the order of their stamps and skips those that cannot be read. Not thread-safe;
 * close it before its view.
 */
final class LogWalk implements AutoCloseable {
    private final View view;
    private final Gaps gaps;
    private final Key end;
    private Key from;
    private Scan scan;
    private boolean stepped;

    /**
     * The ranges that could not be read, remembered because it takes thousands of look-ups to find
     * out where one ends.
     */
    static final class Gaps {
        private final NavigableMap<Key, Key> known = new TreeMap<>();

        private Key behind(View view, Key bad, Key end) {
            Map.Entry<Key, Key> gap = known.floorEntry(bad);
            if (gap != null && bad.compareTo(gap.getValue()) < 0) {
                return gap.getValue();
            }
            Key good = Salvage.nextReadable(view, bad, end);
            // The range behind the last readable event may still be written.
            if (good.compareTo(end) < 0) {
                known.put(bad, good);
            }
            return good;
        }
    }

    /** Creates a walk over the events with stamps from {@code from} to before {@code to}. */
    LogWalk(View view, Gaps gaps, long from, long to) {
        this.view = view;
        this.gaps = gaps;
        this.from = JournalKeys.event(from);
        this.end = JournalKeys.event(to);
        this.scan = view.scan(this.from, end, View.Order.FORWARD);
    }

    /**
     * Goes to the next event that can be read.
     *
     * @return false if there is none
     */
    boolean next() {
        stepped = false;
        while (true) {
            try {
                boolean found = scan.next();
                from = found ? scan.key().successor() : end;
                return found;
            } catch (DamagedStateException e) {
                scan.close();
                stepped = true;
                from = gaps.behind(view, from, end);
                scan = view.scan(from, end, View.Order.FORWARD);
            }
        }
    }

    /** Returns whether the last {@link #next} skipped events. */
    boolean stepped() {
        return stepped;
    }

    /** Returns the scan at the present event. */
    Scan at() {
        return scan;
    }

    @Override
    public void close() {
        scan.close();
    }
}
