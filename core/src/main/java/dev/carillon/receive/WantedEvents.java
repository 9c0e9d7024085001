package dev.carillon.receive;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.inbound.Action;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.RecordFacts;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the events of a message that are stored, and counts the others. A record with a flaw is
 * stored whatever the choice, so that it becomes a dead letter that somebody sees. Thread-safe.
 */
final class WantedEvents {
    private final EventChoice choice;
    private final KeyEncodings keys;
    private final boolean everyEvent;
    private final ReceivedCounts counts;

    /**
     * Creates the choice.
     *
     * @param everyEvent whether events without an action are stored too
     */
    WantedEvents(MessageChecks checks, boolean everyEvent, ReceivedCounts counts) {
        this.choice = checks.choice();
        this.keys = checks.keys();
        this.everyEvent = everyEvent;
        this.counts = counts;
    }

    /** Returns the events that are stored, in their order. */
    List<Change> of(List<Change> events) {
        var chosen = new ArrayList<Change>(events.size());
        int excluded = 0;
        int idle = 0;
        for (Change event : events) {
            if (!choice.takes(event) && !flawed(event)) {
                excluded++;
            } else if (everyEvent || asksForWork(event)) {
                chosen.add(event);
            } else {
                idle++;
            }
        }
        counts.excluded(excluded);
        counts.withoutAction(idle);
        return chosen;
    }

    private boolean asksForWork(Change event) {
        return Action.of(event).isPresent() || flawed(event);
    }

    /** Returns whether a record has a flaw: only those of no known type can have one. */
    private boolean flawed(Change event) {
        return event.type() == EventType.OTHER
                && RecordFacts.of(event.original().orElseThrow().json(), keys).flaw().isPresent();
    }
}
