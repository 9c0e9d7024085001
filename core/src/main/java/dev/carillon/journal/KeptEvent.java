package dev.carillon.journal;

import dev.carillon.event.ObjectEvent;

import java.util.List;

/**
 * An event as stored in the log.
 *
 * @param event the event
 * @param rules the stamp of the bucket's rules against which it was matched, 0 if it had none
 * @param tickets the deliveries that were ever owed for it, replays included
 */
public record KeptEvent(ObjectEvent event, long rules, List<Ticket> tickets) {
    public KeptEvent {
        tickets = List.copyOf(tickets);
    }

    /** Returns the event's stamp. */
    public long stamp() {
        return event.sequencer().stamp();
    }
}
