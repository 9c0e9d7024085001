package dev.carillon.journal;

import dev.carillon.event.ObjectEvent;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.Optional;

/**
 * Finds the events of deliveries that are read in order. A lane that is told most events names them
 * as they lie on disk, so it steps along as long as that goes well: a step costs a fraction of a
 * look-up. An event that is owed several times in a row is read once. For one thread; close it
 * before its view.
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

    /** For deliveries whose events lie one after another, as far as can be told. */
    static EventFinder stepping(View view) {
        return new EventFinder(view, true);
    }

    /** For deliveries whose events lie anywhere. */
    static EventFinder lookingUp(View view) {
        return new EventFinder(view, false);
    }

    /** The event with this stamp; empty when it is not kept. */
    Optional<ObjectEvent> find(long stamp) {
        if (last.filter(it -> it.sequencer().stamp() == stamp).isEmpty()) {
            last = value(JournalKeys.event(stamp)).map(it -> event(it, stamp));
        }
        return last;
    }

    private static ObjectEvent event(byte[] kept, long stamp) {
        return ObjectEvent.of(EventCodec.read(kept), stamp);
    }

    private Optional<byte[]> value(Key key) {
        if (inStep) {
            Scan events = scan.orElseGet(() -> open(key));
            inStep = stepped(events) && events.key().equals(key);
            if (inStep) {
                return Optional.of(events.value());
            }
        }
        return view.get(key).map(it -> it.value());
    }

    /** A bad block on the way says nothing about the event looked for. */
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
