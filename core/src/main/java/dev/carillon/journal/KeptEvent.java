package dev.carillon.journal;

import dev.carillon.event.ObjectEvent;

import java.util.List;

/**
 * An event as the log has it.
 *
 * @param event what happened
 * @param rules the stamp of the bucket's rules that it was matched against, 0 when it had none
 * @param tickets all that was ever owed for it, what was sent again included
 */
public record KeptEvent(ObjectEvent event, long rules, List<Ticket> tickets) {
    public KeptEvent {
        tickets = List.copyOf(tickets);
    }

    /** The event's stamp. */
    public long stamp() {
        return event.sequencer().stamp();
    }
}
