package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;
import dev.carillon.journal.PublishedEvents;
import dev.carillon.journal.Recorded;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.KeptTopic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;

import java.util.List;

/** The commit of one received event and its delivery to the recipient. Not thread-safe. */
final class ReceivedEvent {
    private final Change change;
    private final Receptions way;
    private final Asked asked;
    private final Commit commit = new Commit();
    private final Recorded recorded;
    private boolean open = true;

    /** Prepares the commit. */
    ReceivedEvent(Change received, Receptions way) {
        this.way = way;
        change = received.with(received.original().orElseThrow().withoutRule());
        KeptTopic recipient = way.recipient();
        asked =
                new Asked(
                        Announcement.lane(recipient),
                        way.name(),
                        way.deliverer().begins(change.time()));
        way.check(commit, recipient);
        recorded = way.published().record(commit, change, 0, List.of(asked));
    }

    Commit commit() {
        return commit;
    }

    /** Returns whether it was refused because the recipient has changed: submit it again. */
    boolean open() {
        return open;
    }

    /**
     * Takes the result of the commit; hands the delivery of a stored event to its lane.
     *
     * @return whether the event is stored now
     */
    boolean ended(CommitResult result) {
        return switch (result) {
            case CommitResult.Committed done -> {
                stored(done);
                yield true;
            }
            case CommitResult.Conflict refused -> {
                open = !PublishedEvents.repeated(refused, change);
                yield false;
            }
        };
    }

    private void stored(CommitResult.Committed done) {
        open = false;
        way.journal().recorded(recorded.bytes());
        var event = ObjectEvent.of(change.alone(), done.stamp());
        long number = done.number(recorded.numbers().getFirst());
        way.deliverer().offer(Journal.owed(asked, number, event));
    }
}
