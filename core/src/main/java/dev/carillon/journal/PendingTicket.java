package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.Hole;
import dev.carillon.state.Template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A delivery that a commit adds; its number is known only after the commit. */
record PendingTicket(LaneId lane, Hole.Next number, String rule) {
    /**
     * Adds deliveries to a commit, each with the next number of its lane.
     *
     * @param value gives the stored form of a delivery
     */
    static List<PendingTicket> owe(
            Commit commit, List<Asked> asked, Function<Asked, Template> value) {
        var tickets = new ArrayList<PendingTicket>(asked.size());
        for (Asked it : asked) {
            Hole.Next number = commit.next(JournalKeys.counter(it.lane()));
            commit.put(JournalKeys.newDelivery(it.lane(), number), value.apply(it));
            tickets.add(new PendingTicket(it.lane(), number, it.rule()));
        }
        return tickets;
    }

    /** Returns the numbers, in the same order. */
    static List<Hole.Next> numbers(List<PendingTicket> tickets) {
        return tickets.stream().map(PendingTicket::number).toList();
    }
}
