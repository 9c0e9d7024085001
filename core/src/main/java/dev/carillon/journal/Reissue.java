package dev.carillon.journal;

import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Owes an event again, in a commit that also puts it back into the log if it had left. */
final class Reissue {
    private static final int FULL_BYTES = Commit.MAX_BYTES / 2;

    private final State state;
    private final Journal journal;

    Reissue(State state, Journal journal) {
        this.state = state;
        this.journal = journal;
    }

    /**
     * Adds new deliveries of an event; the commit must pass the {@link LogFence} too.
     *
     * @param since the start of their age
     * @return their numbers, in the order in which they were asked for
     */
    List<Hole.Next> owe(Commit commit, ObjectEvent event, List<Asked> asked, Instant since) {
        long stamp = event.sequencer().stamp();
        List<PendingTicket> tickets =
                PendingTicket.owe(
                        commit,
                        asked,
                        found -> Template.of(DeliveryCodec.writeAgain(stamp, found.rule(), since)));
        write(commit, event, tickets);
        return PendingTicket.numbers(tickets);
    }

    /**
     * Returns whether the commit should take no more events: each is written whole, with its
     * message and all its tickets.
     */
    static boolean full(Commit commit) {
        return commit.bytes() > FULL_BYTES;
    }

    /** Returns the delivery that {@link #owe} added, after its commit has given the number. */
    static Owed owed(Asked asked, long number, ObjectEvent event, Instant since) {
        var begins = Delivery.Progress.since(since);
        return Journal.owed(new Asked(asked.lane(), asked.rule(), begins), number, event);
    }

    /**
     * Counts the bytes by which events have grown, after the commit of their new deliveries. Events
     * below the log's floor do not count: they stay only because they are owed.
     */
    void grew(List<Owed> made) {
        long floor = LogFence.read(state).floor();
        long bytes =
                made.stream()
                        .map(Owed::delivery)
                        .filter(delivery -> delivery.eventStamp() >= floor)
                        .mapToLong(delivery -> EventCodec.ticketBytes(delivery.rule()))
                        .sum();
        if (bytes > 0) {
            journal.recorded(bytes);
        }
    }

    private void write(Commit commit, ObjectEvent event, List<PendingTicket> tickets) {
        long stamp = event.sequencer().stamp();
        Change change = event.change();
        Key key = JournalKeys.event(stamp);
        Optional<Stamped> kept = state.get(key);
        var before = kept.map(stamped -> EventCodec.readKept(stamped.value(), stamp));
        if (kept.isPresent()) {
            commit.checkStamp(key, kept.get().stamp());
        } else {
            commit.checkAbsent(key);
            commit.put(JournalKeys.ofObject(change, stamp), JournalKeys.nothing());
        }
        commit.put(
                Template.of(key.bytes()),
                EventCodec.write(
                        complete(change, before),
                        before.map(KeptEvent::rules).orElse(0L),
                        before.map(KeptEvent::tickets).orElse(List.of()),
                        tickets));
    }

    /** Returns the change, with its message if the log has it: another lane may need it. */
    private static Change complete(Change change, Optional<KeptEvent> before) {
        boolean alone = change.original().filter(own -> own.message().isEmpty()).isPresent();
        return alone ? before.map(kept -> kept.event().change()).orElse(change) : change;
    }
}
