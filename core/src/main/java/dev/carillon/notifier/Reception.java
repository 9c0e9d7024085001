package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.state.CommitResult;

import java.util.ArrayList;
import java.util.List;

/**
 * A message on its way to a recipient: submits its events, one commit each and many together, until
 * each is stored or recognized as a repetition. Not thread-safe.
 *
 * <p>If the recipient was changed meanwhile, the events from some point on are refused, and are
 * submitted again in the same order.
 */
final class Reception {
    /** The size in bytes of the commits after which the other events wait. */
    private static final long ENOUGH_BYTES = 4L << 20;

    private final List<Change> events;
    private final Receptions way;

    /** The number of events that are over: they are the first ones. */
    private int over;

    private int accepted;

    Reception(List<Change> events, Receptions way) {
        this.events = events;
        this.way = way;
    }

    /** Returns whether events are left. */
    boolean pending() {
        return over < events.size();
    }

    /** Submits as many of the next events as are submitted together. */
    void submit() {
        List<ReceivedEvent> now = next();
        way.state()
                .commitAll(
                        now.stream().map(ReceivedEvent::commit).toList(),
                        (index, result) -> ended(now.get(index), result));
        if (over < events.size() && now.getLast().open()) {
            way.refresh();
        }
    }

    /** Returns what became of the events. */
    Receptions.Outcome outcome() {
        return new Receptions.Outcome(accepted, over - accepted);
    }

    private List<ReceivedEvent> next() {
        var now = new ArrayList<ReceivedEvent>();
        long bytes = 0;
        for (int i = over; i < events.size() && bytes <= ENOUGH_BYTES; i++) {
            var received = new ReceivedEvent(events.get(i), way);
            bytes += received.commit().bytes();
            now.add(received);
        }
        return now;
    }

    private void ended(ReceivedEvent received, CommitResult result) {
        if (received.ended(result)) {
            accepted++;
        }
        if (!received.open()) {
            over++;
        }
    }
}
