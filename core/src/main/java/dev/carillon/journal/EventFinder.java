package dev.carillon.journal;

import dev.carillon.event.ObjectEvent;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.Optional;

/**
 * Finds the events of deliveries that are read in order. A lane that gets most events needs them in
 * the order in which they lie on disk, so the finder steps along a scan as long as that works: a
 * step costs a fraction of a look-up. An event that is needed several times in a row is read once.
 * Not thread-safe; close it before its view.
 */
final class EventFinder implements AutoCloseable {
    private final View view;
    private Optional<Scan> scan = Optional.empty();
    private Optional<ObjectEvent> last = Optional.empty();
    private boolean inStep;

    private EventFinder(View view, boolean inStep) {
        this.view = view;
        this.inStep = inStep;
    }

    /** Creates a finder for deliveries whose events probably lie one after another. */
    static EventFinder stepping(View view) {
        return new EventFinder(view, true);
    }

    /** Creates a finder for deliveries whose events lie anywhere. */
    static EventFinder lookingUp(View view) {
        return new EventFinder(view, false);
    }

    /** Returns the event with this stamp, without its message; empty if it is not stored. */
    Optional<ObjectEvent> find(long stamp) {
        if (last.filter(objectEvent -> objectEvent.sequencer().stamp() == stamp).isEmpty()) {
            last = value(JournalKeys.event(stamp)).map(bytes -> event(bytes, stamp));
        }
        return last;
    }

    private static ObjectEvent event(byte[] kept, long stamp) {
        return ObjectEvent.of(EventCodec.read(kept).alone(), stamp);
    }

    private Optional<byte[]> value(Key key) {
        if (inStep) {
            Scan events = scan.orElseGet(() -> open(key));
            inStep = stepped(events) && events.key().equals(key);
            if (inStep) {
                return Optional.of(events.value());
            }
        }
        return view.get(key).map(stamped -> stamped.value());
    }

    /**
     * Steps forward; an unreadable block on the way says nothing about the event that is searched.
     */
    private static boolean stepped(Scan events) {
        try {
            return events.next();
        } catch (DamagedStateException e) {
            return false;
        }
    }

    private Scan open(Key first) {
        Scan events = view.scan(first, JournalKeys.events().afterPrefix(), View.Order.FORWARD);
        scan = Optional.of(events);
        return events;
    }

    @Override
    public void close() {
        scan.ifPresent(Scan::close);
    }
}
