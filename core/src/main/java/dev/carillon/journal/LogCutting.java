package dev.carillon.journal;

import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.state.Commit;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The commit of one step that cuts the log: takes events in the order of their stamps, and leaves
 * out those that are still owed.
 *
 * <p>Many events in a row are removed as a range, a few between two that stay one by one: a range
 * leaves a mark that later reads must pass, and thousands of them make the engine write out its
 * buffer again and again. Not thread-safe.
 */
final class LogCutting {
    /** The number of events in a row from which a range is cheaper. */
    private static final int LONG_RUN = 200;

    /**
     * The number of deliveries of one event from which the range of their final states is cheaper.
     */
    private static final int MANY_TICKETS = 50;

    private static final int FULL_OPERATIONS = 2_000;

    private final View view;
    private final LogFence fence;
    private final Commit commit = new Commit();
    private final List<Cut> run = new ArrayList<>();
    private int taken;
    private int operations;
    private long last;

    /** The parts of an event that its removal needs: it may have to wait for many others. */
    private record Cut(long stamp, List<Ticket> tickets) {}

    /**
     * Creates an empty cut.
     *
     * @param fence as it was before the view was opened
     */
    LogCutting(View view, LogFence fence) {
        this.view = view;
        this.fence = fence;
    }

    /**
     * Takes the event at the scan's position.
     *
     * @return false if it is still owed and therefore stays
     */
    boolean take(Scan scan) {
        long stamp = JournalKeys.lastNumber(scan.key());
        KeptEvent kept = EventCodec.readKept(scan.value(), stamp);
        if (owed(kept)) {
            endRun();
            return false;
        }
        var change = kept.event().change();
        commit.delete(JournalKeys.ofObject(change, stamp));
        change.original().ifPresent(original -> forget(change, original, stamp));
        run.add(new Cut(stamp, kept.tickets()));
        taken++;
        operations += 2 + kept.tickets().size();
        last = stamp;
        return true;
    }

    /** Ends the row of events, because some that stay lie between the last one and the next. */
    void passOver() {
        endRun();
    }

    /** Returns whether an event is still owed; one that cannot be read may be owed. */
    private boolean owed(KeptEvent kept) {
        try {
            if (isFannedOut(kept)) {
                return true;
            }
            return kept.tickets().stream()
                    .anyMatch(ticket -> EventLog.owed(view, kept.event(), ticket));
        } catch (DamagedStateException e) {
            return true;
        }
    }

    /** Returns whether some of its deliveries are yet to be made. */
    private boolean isFannedOut(KeptEvent kept) {
        Change change = kept.event().change();
        return change.original()
                .map(original ->
                        JournalKeys.fanOut(change.bucket().name(), original.rule(), kept.stamp()))
                .flatMap(view::get)
                .isPresent();
    }

    /**
     * Removes the key by which a published event is recognized, unless a later event has it: an
     * event that left the log and was sent again from a dead letter has no such key any more. A key
     * that cannot be read stays.
     */
    private void forget(Change change, Original original, long stamp) {
        Key key = JournalKeys.published(change.bucket().name(), original);
        try {
            view.get(key)
                    .filter(kept -> PublishedEvents.stampIn(kept) == stamp)
                    .ifPresent(_ -> commit.delete(key));
        } catch (DamagedStateException e) {
            // the id is recognized for longer than the event is kept, which does no harm
        }
    }

    /** Returns whether the commit should take no more events, because others wait for it. */
    boolean full() {
        return operations >= FULL_OPERATIONS;
    }

    /** Returns the number of events to be removed. */
    int taken() {
        return taken;
    }

    /** Returns the commit, which succeeds only if no other commit passed the fence meanwhile. */
    Commit commit() {
        endRun();
        fence.pass(commit, last + 1);
        return commit;
    }

    private void endRun() {
        if (run.size() >= LONG_RUN) {
            removeTogether(run.getFirst().stamp(), run.getLast().stamp());
        } else {
            run.forEach(this::removeAlone);
        }
        run.clear();
    }

    private void removeTogether(long from, long to) {
        commit.deleteRange(JournalKeys.event(from), JournalKeys.event(to).successor());
        commit.deleteRange(JournalKeys.endings(from), JournalKeys.endings(to).afterPrefix());
    }

    /**
     * Removes an event by itself, with all its final states. There may be more of them than
     * tickets, because a dead letter puts an event back without its old tickets.
     */
    private void removeAlone(Cut cut) {
        long stamp = cut.stamp();
        commit.delete(JournalKeys.event(stamp));
        var endings = new HashSet<Key>();
        cut.tickets()
                .forEach(ticket ->
                        endings.add(JournalKeys.ending(stamp, ticket.lane(), ticket.number())));
        if (addKept(stamp, endings)) {
            endings.forEach(commit::delete);
        } else {
            Key first = JournalKeys.endings(stamp);
            commit.deleteRange(first, first.afterPrefix());
        }
    }

    /**
     * Adds the stored final states.
     *
     * @return false if there are many, or not all can be read
     */
    private boolean addKept(long stamp, Set<Key> endings) {
        try (Scan scan = view.scan(JournalKeys.endings(stamp))) {
            while (endings.size() < MANY_TICKETS && scan.next()) {
                endings.add(scan.key());
            }
            return endings.size() < MANY_TICKETS;
        } catch (DamagedStateException e) {
            return false;
        }
    }
}
